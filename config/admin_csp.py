"""Wagtail's admin under a strict script policy: choosers are started by our script, not by inline ones.

The other half is `templates/wagtailadmin/` (overrides of widgets with inline scripts) and
`static/js/admin-init.js`, which reads what the spans below carry.
"""

import json

from django.utils.html import format_html
from wagtail.admin.widgets.chooser import BaseChooser

SPAN = (
    '{}<span hidden data-controller="fascia-init" data-fascia-init-call-value="{}"'
    ' data-fascia-init-id-value="{}" data-fascia-init-config-value="{}"></span>'
)
TASK_SPAN = (
    '{}<span hidden data-controller="fascia-init" data-fascia-init-call-value="createTaskChooser"'
    ' data-fascia-init-id-value="{}"></span>'
)


def draw_choosers_without_inline_scripts() -> None:
    """Replace the one method of Wagtail that writes an inline script after a chooser."""
    own_init = BaseChooser.render_js_init

    def render(self, name, value, attrs=None, renderer=None):
        identity = attrs["id"]
        value_data = self.get_value_data(value)
        html = self.render_html(name, value_data, attrs)
        if type(self).render_js_init is not own_init:  # the task chooser starts itself differently
            return format_html(TASK_SPAN, html, identity)
        config = json.dumps(self.get_js_init_options(identity, name, value_data))
        return format_html(SPAN, html, "new " + self.js_constructor, identity, config)

    BaseChooser.render = render

"""Who may touch what in the CMS: live grants, over the course that a thing belongs to.

Wagtail asks permission policies about models, and seldom about one object; so the objects that a request
names are asked about before any view begins (`ScopeMiddleware`), and what forms offer is cut down to it.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from wagtail.admin.forms.models import register_form_field_override
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.grouping import MODEL_PERMISSIONS
from accounts.models import Grant, Role, User

# Who is in the CMS at this moment. Forms within forms are told of nobody, so they ask here.
current_user: ContextVar[User | None] = ContextVar("current_user", default=None)

SEE = frozenset({"view", "change", "delete"})


class GrantPolicy(ModelPermissionPolicy):
    """Answers Wagtail from live grants: a role may do what `accounts.grouping` says, over its own courses.

    `course` is the path from the model to its course: "edition__course", or "" for the course itself.
    `actions` are all that anybody may ever do, superusers too: rows that records rest on are never deleted.
    """

    def __init__(self, model: type[Model], course: str, *actions: str) -> None:
        super().__init__(model)
        self.path = f"{course}__public_id" if course else "public_id"
        self.actions = frozenset(actions)

    def roles_for(self, actions: Iterable[str]) -> set[Role]:
        wanted = self.actions & set(actions)
        key = (self.model._meta.app_label, self.model._meta.model_name)
        return {role for role, models in MODEL_PERMISSIONS.items() if wanted & set(models.get(key, ()))}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, {action})

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether there is anything at all that this person may do it to."""
        if not user.is_active or not self.actions & set(actions):
            return False
        roles = self.roles_for(actions)
        return user.is_superuser or Grant.objects.live().of(user).filter(role__in=roles).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        if not user.is_active or not self.actions & set(actions):
            return self.model._default_manager.none()
        if user.is_superuser:
            return self.model._default_manager.all()
        return self.over(user, self.roles_for(actions))

    def over(self, user: Any, roles: Iterable[Role]) -> QuerySet:
        held = Grant.objects.live().of(user).filter(role__in=roles)
        scopes = set(held.values_list("scope", flat=True))
        return self.model._default_manager.filter(self.within(scopes))

    def offered_to(self, user: Any) -> QuerySet:
        """What the forms of a page may name. An approval posts the whole form: reviewers are offered what is in it."""
        seen = self.instances_user_has_any_permission_for(user, SEE)
        return seen | self.over(user, {Role.REVIEWER}) if user.is_active else seen

    def within(self, scopes: set[str]) -> Q:
        if "" in scopes:
            return Q()
        return Q(**{f"{self.path}__in": list(public_ids(scopes))})

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet:
        return self.instances_user_has_any_permission_for(user, {action})

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, {action}, instance)


def public_ids(scopes: Iterable[str]) -> set[str]:
    """The courses that scopes name. What names none is left out."""
    names = {scope.removeprefix("course:") for scope in scopes if scope.startswith("course:")}
    return {name for name in names if len(name) == 36}  # a scope of a test may be any word


def visible(model: type[Model]) -> QuerySet | None:
    """What the person in the CMS may see of a model that belongs to courses. None: nobody is asking."""
    policy, user = policy_registry.get_by_type(model), current_user.get()
    if user is None or not isinstance(policy, GrantPolicy):
        return None
    return policy.offered_to(user)


class ScopedChoices:
    """A choice of rows that belong to courses: offers, and takes, what the person may see."""

    _queryset: QuerySet

    def _in_scope(self) -> QuerySet:
        found = visible(self._queryset.model)
        return self._queryset if found is None else self._queryset.filter(pk__in=found.values("pk"))


class ScopedChoiceField(ScopedChoices, ModelChoiceField):
    queryset = property(ScopedChoices._in_scope, ModelChoiceField._set_queryset)  # type: ignore[attr-defined]


class ScopedMultipleChoiceField(ScopedChoices, ModelMultipleChoiceField):
    queryset = property(ScopedChoices._in_scope, ModelMultipleChoiceField._set_queryset)  # type: ignore[attr-defined]


class ScopedListMixin:
    """A snippet's chooser offers what the person may see. Stands before the view in the bases."""

    model_class: type[Model]
    request: Any

    def get_object_list(self) -> QuerySet:
        policy = policy_registry.get_by_type(self.model_class)
        return policy.instances_user_has_any_permission_for(self.request.user, SEE)


class ScopedChooseView(ScopedListMixin, ChooseView):
    pass


class ScopedChooseResultsView(ScopedListMixin, ChooseResultsView):
    pass


class ScopedChooserViewSet(SnippetChooserViewSet):
    """The chooser of a model that belongs to courses: what it offers, and what a form takes from it."""

    choose_view_class = ScopedChooseView
    choose_results_view_class = ScopedChooseResultsView

    def on_register(self) -> None:
        super().on_register()
        override = {"widget": self.widget_class, "form_class": ScopedChoiceField}
        register_form_field_override(ForeignKey, to=self.model, override=override)


class ScopedSnippetViewSet(SnippetViewSet):
    """A snippet that belongs to courses. Its model needs a GrantPolicy."""

    chooser_viewset_class = ScopedChooserViewSet

    def get_queryset(self, request: Any) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        return policy.instances_user_has_any_permission_for(request.user, SEE)


def scoped_many(field: Any) -> dict[str, Any]:
    """How a form offers many of something: in scope, if it belongs to courses."""
    policy = policy_registry.get_by_type(field.related_model, fallback=False)
    return {"form_class": ScopedMultipleChoiceField} if isinstance(policy, GrantPolicy) else {}

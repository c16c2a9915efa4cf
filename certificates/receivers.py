"""The one listener. If it fails, the completion stands and the sweep issues within a minute."""

from courses.models import Completion

from .issuing import issue_or_log


def issue_on_completion(sender: type[Completion], completion: Completion, **kwargs) -> None:
    issue_or_log(completion)

"""What every page and operation is given: the services of the app, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from app.appearance import Appearance
from app.notices import Notices
from app.preferences import Preferences
from app.tasks.activities import Activities
from app.tasks.base_builder import BaseBuilder
from app.tasks.estimator import Estimator
from app.tasks.project_check import ProjectCheck
from app.tasks.suggestion_desk import SuggestionDesk
from app.tasks.training_desk import TrainingDesk
from app.workspace import Workspace


@dataclass(frozen=True)
class Studio:
    """Made once at the start; no part of the app reaches for another way to any of these."""

    workspace: Workspace
    notices: Notices
    activities: Activities
    training: TrainingDesk
    bases: BaseBuilder
    suggestions: SuggestionDesk
    checks: ProjectCheck
    estimator: Estimator
    preferences: Preferences
    appearance: Appearance

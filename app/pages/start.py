"""What is shown while no project is open: ways to begin, and the projects of lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.key_words import key_words
from app.preferences import Preferences
from app.tasks.activities import Activities
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.activity_panel import ActivityPanel
from app.widgets.choice_card import ChoiceCard
from app.widgets.icon_label import IconLabel
from app.widgets.key_cap import KeyCap
from app.widgets.layouts import add, hbox, vbox
from app.widgets.recent_projects import RecentProject, RecentProjects
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from app.workspace import is_project

_WIDTH = 820


class StartPage(QScrollArea):
    """Only asks; what each signal leads to is an operation's business."""

    sample_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    project_chosen = Signal(Path)

    def __init__(self, preferences: Preferences, activities: Activities) -> None:
        super().__init__()
        self._preferences = preferences
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sample = ChoiceCard(
            "sample",
            tr("Try the sample"),
            tr("A small project, ready to train. See every step in a few minutes."),
            preferred=True,
        )
        self.new = ChoiceCard(
            "plus",
            tr("New project"),
            tr("Start from your own texts: a table, a folder, or what you paste."),
        )
        self.open = ChoiceCard("folder", tr("Open…"), tr("Go on with a project on this computer."))
        self.sample.clicked.connect(self.sample_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.recent = RecentProjects()
        self.recent.chosen.connect(self.project_chosen)
        self.recent.forgotten.connect(preferences.forget)
        self.recent_heading = text_label(tr("Recent projects"), "section")
        self.activities = ActivityPanel(activities)
        self._lay_out()
        preferences.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the recent projects as they are now."""
        recent = self._preferences.recent()
        projects = [RecentProject(name, place, is_project(place)) for place, name in recent.items()]
        self.recent.show_projects(projects)
        self.recent.setVisible(bool(projects))
        self.recent_heading.setVisible(bool(projects))

    def _lay_out(self) -> None:
        centre = QWidget()
        centre.setProperty("role", "page")
        outer = QHBoxLayout(centre)
        outer.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column = QVBoxLayout()
        outer.addStretch(1)
        holder = QWidget()
        with_text_size(holder, lambda: holder.setMaximumWidth(scaled(_WIDTH)))
        holder.setLayout(column)
        add(outer, (holder, 100), 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        add(column, 2, self._greeting())
        column.addSpacing(Space.XXL)
        add(column, self._choices(), self.activities)
        column.addSpacing(Space.XXL)
        column.addWidget(self.recent_heading)
        column.addSpacing(Space.S)
        add(column, self.recent, 3)
        column.addSpacing(Space.XL)
        column.addLayout(self._footer())
        self.setWidget(centre)

    def _greeting(self) -> QVBoxLayout:
        words = vbox(text_label("ULMFiT Studio", "display"), spacing=Space.S)
        words.addWidget(
            paragraph(
                tr(
                    "Teach the computer to sort texts as you would, from a few examples. "
                    "Everything stays on this machine."
                ),
                "muted",
            )
        )
        return words

    def _choices(self) -> QHBoxLayout:
        row = hbox(spacing=Space.L)
        for card in (self.sample, self.new, self.open):
            row.addWidget(card, 1)
        return row

    def _footer(self) -> QHBoxLayout:
        drop = paragraph(tr("Drop a file or a folder anywhere to begin with it"), "muted")
        row = hbox(IconLabel("import", "muted", 18), (drop, 1), spacing=Space.S)
        row.addWidget(KeyCap(key_words("Ctrl+K")))
        row.addWidget(text_label(tr("finds every command"), "muted"))
        return row

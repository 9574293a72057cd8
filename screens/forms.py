"""The forms of a customer, opened the same from everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def new_customer(app: App[Any], desk: Desk) -> None:
    """An empty form for a new customer."""
    from screens.customer_form import CustomerForm

    app.push_screen(CustomerForm(desk))


def resume_form(app: App[Any], desk: Desk, form: str) -> None:
    """The form that a draft was kept of, by the draft's name."""
    raise NotImplementedError

"""Journals of older programs are read by this one."""

from controller.domain.events import TicketIssued
from controller.journal.event_codec import load_event


def test_a_number_of_an_older_program_was_given_without_trouble():
    body = """{"at":1795399200000,"ticket":"20261123-A001","number":"A001","service":"civil","n":1,"order":1,
    "priority":"ordinary","lang":"vi","device":"kiosk-1"}"""
    event = load_event("TicketIssued", body)
    assert isinstance(event, TicketIssued)
    assert not event.degraded
    assert event.dossier_ref == ""

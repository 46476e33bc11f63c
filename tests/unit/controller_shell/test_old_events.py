"""Journals of older programs are read by this one."""

from contracts.vocabulary import FaultCode, ServiceCode
from controller.domain.events import JournalMended, NumbersSkipped, TicketCalled, TicketIssued
from controller.journal.event_codec import load_event


def test_a_number_of_an_older_program_was_given_without_trouble():
    body = """{"at":1795399200000,"ticket":"20261123-A001","number":"A001","service":"civil","n":1,"order":1,
    "priority":"ordinary","lang":"vi","device":"kiosk-1"}"""
    event = load_event("TicketIssued", body)
    assert isinstance(event, TicketIssued)
    assert not event.degraded
    assert event.dossier_ref == ""


def test_a_call_of_an_older_program_does_not_say_how_many_waited():
    body = """{"at":1795399200000,"ticket":"20261123-A001","counter":"1","rule":"first-come",
    "candidates":["20261123-A001"],"charged":[],"clerk":null}"""
    event = load_event("TicketCalled", body)
    assert isinstance(event, TicketCalled)
    assert (event.waiting, event.ahead) == (0, 0)


def test_a_mend_of_an_older_program_is_read_without_its_sentence():
    event = load_event("JournalMended", '{"at":1,"how":"journal-short","detail":"10 events lost"}')
    assert event == JournalMended(1, FaultCode.JOURNAL_SHORT)


def test_a_skip_of_an_older_program_was_the_first_loss():
    event = load_event("NumbersSkipped", '{"at":1,"service":"civil","from_n":3,"to_n":9}')
    assert event == NumbersSkipped(1, ServiceCode("civil"), 3, 9, loss=1)

"""A target as a word: for widgets, recordings and whoever touches from afar. Pure."""

from kiosk_app.flow import targets as t

CODED: dict[type, str] = {
    t.ServiceTarget: "service",
    t.GroupTarget: "group",
    t.TopicTarget: "topic",
    t.ProcedureTarget: "procedure",
    t.AnswerTarget: "answer",
}


def target_name(target: t.Target) -> str:
    """The same across languages and layouts, and different from that of any other target."""
    match target:
        case t.ServiceTarget() | t.GroupTarget() | t.TopicTarget() | t.ProcedureTarget() | t.AnswerTarget():
            return f"{CODED[type(target)]}-{target.code}"
        case t.BlankTarget(index=index):
            return f"blank-{index}"
        case t.PriorityTarget(group=group):
            return f"priority-{group}"
        case t.HoldTarget(sign=sign):
            return f"hold-{sign}"
        case t.SheetTarget(sheet=sheet):
            return f"sheet-{sheet}"
        case t.KeyTarget(sign=sign):
            return f"key-{sign}"
        case t.Way() | t.Tool():
            return target.value

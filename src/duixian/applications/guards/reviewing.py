"""信用、重复支持、核定、专家评审、拟定: what must hold before each."""

from duixian.applications.guards.words import listed
from duixian.applications.picture import Case
from duixian.audit.actor import Actor

LEAST_SEATS = 3


def led_by_the_group(case: Case, actor: Actor) -> str | None:
    """本事项由区投资促进领导小组认定，不公开申报"""
    return "本事项由申报单位自行申报，不能由区科委直接建立" if case.public else None


def credit_is_clear(case: Case, actor: Actor) -> str | None:
    """信用核查在有效天数以内，没有待核实或已确认的记录"""
    return case.reviewed.credit or None


def a_hit_waits(case: Case, actor: Actor) -> str | None:
    """信用核查有待核实的记录"""
    return None if case.reviewed.hits else "没有待核实的信用记录"


def overlap_is_resolved(case: Case, actor: Actor) -> str | None:
    """已核对重复支持，每一处都已处理"""
    if "settle-overlap" not in case.hands:
        return "还没有核对重复支持"
    left = case.reviewed.overlaps
    return f"还有{len(left)}处可能重复的支持没有处理：{listed(left)}" if left else None


def amounts_are_recognised(case: Case, actor: Actor) -> str | None:
    """申报的金额已逐项核定"""
    left = case.reviewed.unrecognised
    return f"还有{len(left)}项金额没有核定：{listed(left)}" if left else None


def rules_give_a_ceiling(case: Case, actor: Actor) -> str | None:
    """按核定的事实，规则给得出上限"""
    return (
        None if case.reviewed.ceiling else "按核定的事实不符合条件，不能拟定资助；可以拟定不予资助"
    )


def panel_is_wanted(case: Case, actor: Actor) -> str | None:
    """本批次要求专家评审，还没有评审过"""
    if not case.reviewed.panel_wanted:
        return "本批次的本事项没有安排专家评审"
    return "专家评审已经结束" if case.reviewed.panel_closed else None


def panel_is_over(case: Case, actor: Actor) -> str | None:
    """批次要求专家评审的，已经评审"""
    if case.reviewed.panel_wanted and not case.reviewed.panel_closed:
        return "本批次要求专家评审，还没有评审"
    return None


def panel_is_odd(case: Case, actor: Actor) -> str | None:
    """评审专家为三人以上的单数"""
    seats = case.reviewed.seats
    if seats >= LEAST_SEATS and seats % 2:
        return None
    return f"现有{seats}位专家，应为{LEAST_SEATS}位以上的单数；请增补"


def everybody_declared(case: Case, actor: Actor) -> str | None:
    """每位专家都已声明有没有利益关系"""
    left = case.reviewed.undeclared
    return f"还有{len(left)}位专家没有声明：{listed(left)}" if left else None


def everybody_scored(case: Case, actor: Actor) -> str | None:
    """每位专家都已交评分"""
    left = case.reviewed.unscored
    return f"还有{len(left)}位专家没有交评分：{listed(left)}" if left else None

"""The promises about advice: each is proved over every case, for every nation and day, and each is broken on purpose to see it noticed."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date

import pytest

from infoshare.logic.expression import names_in, parse
from infoshare.reasoning.counter_case import counter_case, decisions_read
from infoshare.reasoning.edition import Edition, days_of_change
from infoshare.reasoning.exact import Exact, space_of
from infoshare.reasoning.guidance import OPEN, Candidate, Citation, Decision, Guidance, Kind, Mark, Rule, Span
from infoshare.reasoning.invariants import Invariant, Proves
from infoshare.reasoning.load import standard
from infoshare.reasoning.proof import Proof
from infoshare.reasoning.prove import prove
from infoshare.reasoning.prove_interview import interview_defects
from infoshare.reasoning.prove_law import broken_in
from infoshare.reasoning.prove_text import broken_text

GUIDANCE = standard()
INVARIANTS = {i.id: i for i in GUIDANCE.invariants}
FIRST = days_of_change(GUIDANCE)[0]
RECOMMEND = "recommend"

FAULTS: dict[str, tuple[str, ...]] = {
    # Each: a decision, what a faulty rule above all others concludes, and when; then its group, or the candidate that it rates.
    "danger_shares_now": ("sharing", "do_not_share", "danger.now == yes and start == routine"),
    "refusal_never_stops_protection": ("sharing", "do_not_share", "agreement.status == refused"),
    "refused_service_never_stops_protection": ("sharing", "do_not_share", "agreement.service == refused"),
    "childs_no_never_stops_protection": ("sharing", "do_not_share", "child.wishes == does_not_want"),
    "not_sure_never_stops": ("sharing", "do_not_share", "harm.when == not_sure and danger.now == no"),
    "worse_harm_never_stops": ("sharing", "do_not_share", "harm.level == significant"),
    "sooner_harm_never_stops": ("sharing", "do_not_share", "harm.when == now"),
    "no_share_without_a_role": ("sharing", "share", "recipient.has_role == no"),
    "no_part_without_a_role": ("form", "send_named", "recipient.has_role == no"),
    "redirected_to_who_can_act": ("recipient", "police", "sharing == redirect"),
    "hidden_from_who_could_harm": ("appearance", "named", "person.could_be_hurt == not_sure"),
    "no_dangerous_part_reaches_harm": ("form", "send_summary", "item.endangers == not_sure"),
    "no_address_reaches_harm": ("form", "send_named", "item.kind == whereabouts"),
    "not_sure_never_names": ("appearance", "named", "person.could_be_hurt == not_sure"),
    "suspect_is_never_told_first": ("telling", "before", "person.suspected == not_sure"),
    "unsafe_person_is_never_told": ("telling", "after", "person.safe_to_tell == not_sure"),
    "consent_is_no_basis_where_sharing_goes_ahead": ("lawful_basis", "consent", "danger.now == yes", RECOMMEND),
    "consent_needs_a_yes": ("lawful_basis", "suits", "agreement.status == refused", "consent"),
    "letter_is_no_obligation": ("lawful_basis", "legal_obligation", "request.form == quotes_exemption", RECOMMEND),
    "every_outcome_is_recorded": ("clock", "promptly", "sharing == redirect"),
    "silence_is_looked_at_again": ("clock", "record_today", "sharing == do_not_share"),
    "advice_is_asked_of_someone_in_time": ("adviser", "nspcc_helpline", "sharing == seek_advice"),
    "danger_calls_emergency_services": ("recipient", "police", "danger.now == not_sure"),
    "nobody_is_asked_in_danger": ("agreement", "ask_first", "danger.now == yes and agreement.status == not_asked"),
    "danger_always_has_a_basis": ("lawful_basis", "none_yet", "danger.now == yes and start == routine", RECOMMEND),
    "danger_comes_first_in_the_threshold": ("threshold", "t4", "danger.now == yes and start == routine"),
    "nobody_is_told_before_urgent_help": ("telling", "before", "sharing == share_now and person.suspected == no"),
    "silence_only_when_danger_is_ruled_out": ("sharing", "do_not_share", "danger.now == not_sure"),
    "no_refusal_is_respected_over_a_child": ("agreement", "respect_refusal", "agreement.status == refused"),
    "serious_worry_about_a_child_is_told": ("sharing", "do_not_share", "harm.level == perceived"),
    "legal_bar_never_stops_protection": ("sharing", "do_not_share", "adoption in bans"),
    "kind_of_detail_never_stops_protection": ("sharing", "do_not_share", "counselling_notes in data.kinds"),
    "harm_that_must_not_be_announced": ("agreement", "ask_first", "fgm in harm.kind"),
    "abused_childs_family_is_not_told_first": ("telling", "before", "sexual_abuse in harm.kind"),
    "duty_gives_no_right_to_others": ("sharing", "share", "s47_enquiry in duties"),
    "family_is_not_alerted": ("sharing", "share_limited", "fgm in harm.kind"),
    "forced_marriage_is_kept_from_an_adults_family": ("sharing", "share_now", "fgm in harm.kind"),
    "no_part_warns_the_family": ("form", "send_summary", "fgm in harm.kind"),
    "unknown_requester_is_checked": ("clock", "promptly", "requester.verified == no"),
    "press_gets_nothing_without_a_court": ("sharing", "share", "recipient.kind == press"),
    "other_purposes_take_no_full_share": ("sharing", "share", "purpose == immigration"),
    "research_gets_no_names": ("appearance", "named", "purpose == research"),
    "informer_stays_hidden": ("appearance", "named", "person.relation == referrer"),
    "unneeded_part_stays": ("form", "send_named", "item.needed == not_sure"),
    "not_sure_never_sends_a_risky_part": ("form", "send_named", "item.endangers == not_sure"),
    "agreement_is_never_assumed": ("agreement", "agreed", "agreement.status == not_sure"),
    "consent_is_no_condition_where_sharing_goes_ahead": ("condition", "explicit_consent", "harm.level == significant", RECOMMEND),
    "public_task_needs_a_public_body": ("lawful_basis", "public_task", "org.kind == voluntary", RECOMMEND),
    "public_bodies_do_not_use_private_grounds": ("lawful_basis", "legitimate_interests", "org.kind == police", RECOMMEND),
    "recognised_interest_starts_with_its_act": ("lawful_basis", "recognised_legitimate_interest", "org.kind == voluntary", RECOMMEND),
    "sharing_duty_starts_on_its_day": ("gateway", "information_sharing_duty", "always"),
    "known_fgm_reaches_the_police": ("clock", "promptly", "fgm_known in duties"),
    "claim_against_a_worker_reaches_its_officer": ("recipient", "police", "worker_allegation in duties"),
    "accused_worker_is_not_told_first": ("telling", "before", "worker_allegation in duties"),
    "wales_is_sent_to_wales": ("adviser", "line_manager", "always"),
    "scotland_is_sent_to_scotland": ("adviser", "line_manager", "always"),
    "northern_ireland_is_sent_to_its_own": ("adviser", "line_manager", "always"),
    "no_english_service_elsewhere": ("recipient", "lado", "always"),
    "english_duties_stay_in_england": ("gateway", "information_sharing_duty", "always"),
    "confidence_never_holds_in_danger": ("confidentiality", "not_justified", "danger.now == yes"),
    "confidence_never_keeps_a_child_unprotected": ("confidentiality", "not_justified", "harm.level == significant"),
    "doubt_never_closes_the_confidence": ("confidentiality", "not_justified", "harm.level == not_sure"),
    "permission_needs_no_refusal": ("confidentiality", "permission", "agreement.status == refused"),
    "policy_never_delays_a_child": ("sharing", "do_not_share", "policy.document == no"),
}


@pytest.fixture(autouse=True)
def room() -> None:
    """What earlier tests drew and nobody holds any more makes room for the next."""
    gc.collect()
    space_of(GUIDANCE).tidy()


@pytest.fixture(scope="module")
def proof() -> Proof:
    return prove(GUIDANCE)


@pytest.mark.parametrize("name", INVARIANTS)
def test_every_promise_is_kept_in_every_case(name: str, proof: Proof) -> None:
    held = next(h for h in proof.held if h.invariant.id == name)
    assert held.laws
    assert held.count > 0
    assert held.holds, [c.text for c in held.broken[:1]] or held.findings


def test_nothing_else_is_found_wrong(proof: Proof) -> None:
    assert [str(p) for p in proof.problems] == []
    assert all(state.controlled for state in proof.hazards)


def test_all_twelve_promises_are_made_and_the_proof_takes_in_every_law(proof: Proof) -> None:
    assert {i.promise for i in GUIDANCE.invariants} == set(range(13))
    assert set(proof.laws) == {(n, d) for n in GUIDANCE.nations for d in days_of_change(GUIDANCE)}


def test_each_promise_about_cases_has_a_case_in_the_library_that_puts_it_to_the_test(proof: Proof) -> None:
    assert [h.invariant.id for h in proof.held if h.invariant.kind.exact and not h.stressed_by] == []


def law_of(guidance: Guidance, invariant: Invariant) -> Exact:
    """The last law for which a promise is made."""
    nation, day = next((n, d) for d in reversed(days_of_change(GUIDANCE)) for n in invariant.nations if invariant.speaks_in(n, d))
    law = Edition(guidance, nation, day)
    needed, todo = set[str](), [d.id for d in decisions_read(invariant, guidance)]
    while todo:
        if (name := todo.pop()) not in needed:
            needed.add(name)
            rules = [r for place, ordered in law.rules.items() if place[0] == name for r in ordered.rules]
            todo += [n.split("[")[0] for r in rules for n in names_in(r.when) if n.split("[")[0] in guidance.decisions]
    law.rules = {place: ordered for place, ordered in law.rules.items() if place[0] in needed}
    return Exact(law, space_of(GUIDANCE))


def changed(decision: Decision) -> Guidance:
    return replace(GUIDANCE, decisions={**GUIDANCE.decisions, decision.id: decision})


def with_rule(name: str, conclude: str, when: str, where: str = "") -> Guidance:
    """The guidance with a faulty rule above all others of its group."""
    decision = GUIDANCE.decisions[name]
    group, about = (RECOMMEND, "") if where == RECOMMEND else ("rules", where)
    rules: tuple[Rule, ...] = getattr(decision, group)
    below = tuple(r.id for r in rules if not about or r.about == about)
    cited = (Citation("infoshare-reasoning", "a fault on purpose", Mark.INFERENCE),)
    fault = Rule(
        "fault_on_purpose", parse(when, GUIDANCE.names), "A fault.", cited, Span(FIRST, OPEN), tuple(GUIDANCE.nations), conclude, about
    )
    return changed(replace(decision, **{group: (*rules, replace(fault, overrides=below))}))


@pytest.mark.parametrize("name", [n for n, i in INVARIANTS.items() if i.kind.exact])
def test_a_fault_put_in_on_purpose_breaks_the_promise_and_is_named_with_its_case(name: str) -> None:
    invariant = INVARIANTS[name]
    faulty = with_rule(*FAULTS[name])
    broken = next(broken_in(law_of(faulty, invariant), [invariant]), None)
    assert broken is not None, f"`{name}` does not notice its fault"
    case = counter_case(broken)
    many = GUIDANCE.decisions[FAULTS[name][0]].kind is Kind.MANY  # there the fault is that something is missing
    assert many or "fault_on_purpose" in case.rules
    assert case.text.startswith(f"id: breaks_{name}\n")


def first(decision: str) -> tuple[Decision, Rule]:
    found = GUIDANCE.decisions[decision]
    return found, found.rules[0]


def test_danger_asked_too_late_breaks_its_promise() -> None:
    promise = INVARIANTS["danger_within_three_answers"]
    later = tuple(replace(q, ask="when_it_matters") if q.ask == "first" else q for q in GUIDANCE.questions)
    assert list(broken_text(replace(GUIDANCE, questions=later), promise)) == [f"`{promise.fact}` is not asked first in every case."]


def test_a_basis_among_the_exemptions_breaks_its_promise() -> None:
    exemption = GUIDANCE.decisions["exemption"]
    mixed = replace(exemption, candidates={**exemption.candidates, "consent": Candidate("consent", "Agreement", "They agree.")})
    found = list(broken_text(changed(mixed), INVARIANTS["bases_powers_and_exemptions_are_apart"]))
    assert found == ["`consent` is a candidate of `lawful_basis` and of `exemption`."]


def test_an_eighth_basis_breaks_its_promise() -> None:
    basis = GUIDANCE.decisions["lawful_basis"]
    more = replace(basis, candidates={**basis.candidates, "good_cause": Candidate("good_cause", "Good cause", "It is right.")})
    assert list(broken_text(changed(more), INVARIANTS["only_the_seven_bases"])) == ["`lawful_basis` has a candidate `good_cause`."]


def test_a_sentence_without_a_source_breaks_its_promise() -> None:
    decision, rule = first("telling")
    bare = changed(replace(decision, rules=(replace(rule, sources=()), *decision.rules[1:])))
    assert f"{rule.file}: `{rule.id}` rests on no source." in list(broken_text(bare, INVARIANTS["every_sentence_is_sourced"]))


def test_a_rule_without_a_first_day_breaks_its_promise() -> None:
    decision, rule = first("telling")
    ever = changed(replace(decision, rules=(replace(rule, in_force=Span(date.min, OPEN)), *decision.rules[1:])))
    found = list(broken_text(ever, INVARIANTS["law_of_the_day"]))
    assert any(f.startswith(f"{rule.file}:{rule.line}: `{rule.id}`") for f in found), found


def test_an_english_source_for_another_nation_breaks_its_promise() -> None:
    decision, rule = first("telling")
    cited = (Citation("dfe-2024", "golden rule 2", Mark.SEEN_SECONDARY),)
    english = changed(replace(decision, rules=(replace(rule, sources=cited), *decision.rules[1:])))
    found = list(broken_text(english, INVARIANTS["each_nation_has_its_own_law"]))
    assert f"{rule.file}: `{rule.id}` speaks for scotland and rests on `dfe-2024`, which does not." in found


def test_advice_that_hangs_on_what_nobody_is_asked_breaks_its_promise() -> None:
    faulty = with_rule("sharing", "share_limited", "walk.stage == recorded")
    law = Exact(Edition(faulty, next(iter(GUIDANCE.nations)), FIRST), space_of(GUIDANCE))
    assert [p.code for p in interview_defects(law) if "walk.stage" in p.message] == ["never-asked"]


def test_every_promise_has_its_fault() -> None:
    by_text = {i for i, v in INVARIANTS.items() if not v.kind.exact}
    assert FAULTS.keys() == INVARIANTS.keys() - by_text
    kinds = {Proves.WITHIN_ANSWERS, Proves.APART, Proves.ONLY, Proves.SOURCED, Proves.DATED, Proves.OWN_NATION, Proves.INTERVIEW}
    assert {INVARIANTS[i].kind for i in by_text} == kinds, "each of these kinds is broken on purpose above, one by one"
    assert len(by_text) == len(kinds)

"""All the flows."""

from __future__ import annotations

from bot.flow import Flow
from bot.flows import follow_ups, small
from bot.flows.admin_content import admin_content
from bot.flows.admin_reports import admin_reports
from bot.flows.admin_words import admin_words
from bot.flows.consent import consent
from bot.flows.feedback import feedback
from bot.flows.feedback_came import feedback_came
from bot.flows.home import home, journey, journeys, plan_item
from bot.flows.interview import interview
from bot.flows.moving import moving
from bot.flows.network import network
from bot.flows.person import person
from bot.flows.personal import personal
from bot.flows.practice import practice
from bot.flows.privacy import privacy
from bot.flows.reflect import reflect
from bot.flows.rejected import rejected
from bot.flows.report import report, report_settled
from bot.flows.settings import settings
from bot.flows.skills import credential, skills

ALL: tuple[Flow, ...] = (
    rejected,
    personal,
    reflect,
    practice,
    feedback,
    skills,
    network,
    moving,
    interview,
    consent,
    feedback_came,
    credential,
    follow_ups.feedback_send,
    follow_ups.feedback_answer,
    follow_ups.item,
    follow_ups.skill,
    follow_ups.reach_out,
    follow_ups.writing,
    follow_ups.check_in,
    follow_ups.stop_these,
    small.welcome,
    small.paused,
    small.keeping,
    home,
    plan_item,
    journeys,
    journey,
    person,
    settings,
    privacy,
    small.openings,
    small.hired,
    small.help_flow,
    report,
    report_settled,
    admin_words,
    admin_content,
    admin_reports,
)
BY_NAME = {flow.name: flow for flow in ALL}

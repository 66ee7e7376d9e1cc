"""All the flows."""

from __future__ import annotations

from bot.flow import Flow
from bot.flows import admin, follow_ups, helping, small
from bot.flows.admin_channel import admin_channel
from bot.flows.admin_circle import admin_circle
from bot.flows.admin_content import admin_content
from bot.flows.admin_numbers import admin_numbers
from bot.flows.admin_reports import admin_reports
from bot.flows.admin_switches import admin_limits, admin_pause
from bot.flows.admin_words import admin_words
from bot.flows.buddies import buddy, buddy_soon
from bot.flows.cheer import cheer
from bot.flows.circle import circle, circle_away, circle_settings, circle_week
from bot.flows.circle_look import circle_look
from bot.flows.circle_trouble import circle_trouble
from bot.flows.commit import commit
from bot.flows.commitment import commitment
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
from bot.flows.shared import shared
from bot.flows.skills import credential, skills
from bot.flows.weeks import weeks

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
    buddy_soon,
    buddy,
    circle_trouble,
    small.welcome,
    small.paused,
    small.keeping,
    circle,
    circle_week,
    circle_away,
    circle_settings,
    circle_look,
    commit,
    commitment,
    cheer,
    shared,
    home,
    plan_item,
    journeys,
    journey,
    weeks,
    person,
    settings,
    privacy,
    small.openings,
    small.hired,
    small.help_flow,
    admin_numbers,
    helping.helping,
    helping.helper_turn,
    admin.admin,
    admin.admin_pin,
    admin.admin_check,
    admin.admin_log,
    admin_channel,
    admin_circle,
    admin_pause,
    admin_limits,
    helping.admin_helpers,
    report,
    report_settled,
    admin_words,
    admin_content,
    admin_reports,
)
BY_NAME = {flow.name: flow for flow in ALL}

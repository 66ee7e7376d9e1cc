"""Ways through the flows, as labels that people see, and what they type on the way."""

TO_THOUGHT = ("Start", "Final round", "Skip", "Angry", "Skip the breathing", "A thought that sticks")
TO_CONSENT = (
    "Start", "Final round", "Skip", "Angry", "Skip the breathing", "Go on", "On to step 2", "I had real examples",
    "My answers ran long", "Do one mock interview", "interviews", "Say my answers aloud once", "After dinner",
    "Tomorrow", "Go on", "On to step 3",
)  # fmt: skip
YES, NO = "Yes, check in with me", "No, I'll look myself"
TO_LETTER = ("Draft the message", "Email", "The recruiter", "Which answer was weak", "Warm")
TO_STEP_6 = (
    *TO_LETTER, "Leave them out", "Remind me", "On to step 4", "Find something to learn", "databases and SQL",
    "Intro to SQL", "Put it on my plan", "Tomorrow", "Wednesday 2 December", "On to step 5", "a former boss",
    "Leave it out", "Short", "I sent it", "Go on", "On to step 6",
)  # fmt: skip
TO_SHARING = ("I'd start preparing earlier", "I showed up", "Write to one person", "Tomorrow", "Not today")
# Six steps by taps alone, for somebody who wants no check-ins.
JOURNEY = (*TO_CONSENT, NO, *TO_STEP_6, *TO_SHARING, "Done for today")

PERSON = "Need a person?"
WAY_OUT = ("Stop here", PERSON)
CRISIS = "I want to kill myself"
# What is markup somewhere, calls somebody or looks like a choice. Each begins with another sign: some count only there.
MARKED_UP = (
    "*bold* _slanted_ ~struck~ **very** __under__ ~~gone~~ ||hidden|| `code` ``more``",
    "<@123> <@!123> <@&7> <#7> <!channel> <!here> <@U024BE7LH> <!subteam^S1> @everyone @here",
    "# head", "## head", "-# small", "> quote", ">>> all of it", "- one", "* one", "+ one", "1. one", "```js", "---",
    "[a link](http://x.example) <http://x.example|a link> https://x.example/a_b_c <t:0:R> <:smile:1> :smile:",
    "&amp; &lt;b&gt; <b>bold</b> a & b < c > d", "| a | b | \\* \\_ C:\\new\\table", "${x} {x} {{x}} %s %(x)s { $which }",
    "1", "Back", "s", "/home", '"quoted"', "'tis", "skip",
    "👩‍👩‍👧 🎈 café שלום עולם, مرحبا",
)  # fmt: skip
LETTER_NAME = "*Kim* <@123> @everyone # &amp; `x` [a](http://x.example)"
# A circle: an organiser sets one up, with a day, an hour and a zone; a member says from the invitation what they will do.
SET_UP, DAY, HOUR, START_IT = "Set up a circle here", "Monday", "09:00", "Start it"
PIN = "Post the "
COMMIT = "Say what I'll do"
TO_PREVIEW = ("Send one application", "Tuesday 1 December", "Leave it out", "The circle sees it")
POST_IT = "Post it"
LOOK_MYSELF = "No, I'll look myself"
CHEER, CHEERED = "Cheer", "That takes work"
TO_CHANGE = "Tick or change one"
NOT_YOURS = "That is for those who run this community"

# The commands, as a platform lists them while somebody types: at most 100 characters each.
# A translation also gives names (.name: one word in lower case) to what has one there. /rejected, /bounceback, admin and the
# words that our texts tell people to type are called the same in every language.

command-rejected = After a no: a calm minute first, then six small steps. Only you see it.
command-company = Who said no, if you like
command-role = Which job it was, if you like
command-stage = How far it got, if you like
command-bounceback = Your plan, your settings, and whatever else there is
command-home = Your noes, your plan and what comes next. Only you see it.
command-interview = Before an interview: decide what you will do if it is a no
command-circle = The circle: say what you will do this week, tick it, cheer others
command-openings = Places to look for work
command-settings = Check-ins, their day and hour, and your time zone
command-privacy = What is kept about you: see it, get all of it, delete it
command-hired = You got a yes: the check-ins end, and your log closes
command-help = What this bot does, and where to begin
command-admin = For those who run this community: circles, channels, pauses, helpers

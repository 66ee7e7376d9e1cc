# What is shown to whoever brings the app to a Slack workspace: in Slack's own pages, and in ours.

# At most 35 characters, 140, and 175 to 4000.
slack-app-name = Bounceback
slack-app-short = For the hours and weeks after a no: six small private steps, and a plan. A script, no AI.
slack-app-long =
    For communities of people who look for work. After a rejection, type /rejected.

    Bounceback takes you, privately and mostly by tapping, through six short steps: don't take it personally, look back, ask for feedback, strengthen a skill, find people, keep moving. What comes of it is a small plan with days on it. Later it asks, gently and never often, how it went.

    It is a script: every sentence was written beforehand, and no human reads along. It is not therapy and not a crisis service. Each screen shows a way to people who help. What you type is encrypted where it is kept, and you can have all of it, or delete it, any time.

# At most 24 characters, and 150.
slack-shortcut-rejected = After a no
    .about = A calm minute first, then six small steps. Only you see it.
slack-shortcut-help = Help after a no
    .about = Kind words to copy, for somebody who was turned down. Nothing of the message is looked at, and nobody is told.

# What the app may do, for whoever is about to install it.
slack-scope-commands = answer its commands, and what is pressed on its messages
slack-scope-chat-write = write to members in its own DM, and post in the channels that you choose: what a circle needs there, and lines whose authors press for it
slack-scope-im-write = open its DM with a member
slack-scope-im-history = read what members type to it in that DM, and nothing anywhere else
slack-scope-users-read = see a member's language and time zone, so that it writes at a good hour
slack-scope-channels-read = see what a channel is called that you choose, and whether it is in it. It reads no message there
slack-scope-groups-read = the same of private channels that it is in, so that a small group is never made twice
slack-scope-groups-write = open a private channel for a small group of a circle, let its members in and out, and close it
slack-scope-files-write = hand a member their own data as a file, and show a circle the picture of its week

# Our pages.
slack-install-title = Bounceback for your workspace
slack-install =
    A peer-support bot for people who were turned down for a job. It is a script: no human reads along, and it is not therapy.

    Installing it writes to nobody but you: one message with the first steps. Members type /rejected when they want to; only they see what follows.
slack-install-may = It may
slack-install-not = It can read no channel, and no message between people.
slack-install-who = Whoever runs this bot holds what members write, encrypted. If you don't know who that is, ask before you go on.
slack-install-go = Go on to Slack

slack-installed-title = It is there
slack-installed =
    Bounceback is in { $team } now. Nobody was written to but you: the first steps are in your DM with it.

    Tell people about /rejected: anybody here can type it, and only they see what follows. For a button to pin, lines that members may share, and circles, type /bounceback admin in a channel.

    You can close this page.

slack-install-failed-title = It was not installed
slack-install-denied = You pressed Cancel in Slack, so nothing changed.
slack-install-old = This link was used already, is more than ten minutes old, or was begun in another browser. Nothing changed.
slack-install-refused = Slack did not go along with it. Nothing changed.
slack-install-whole = It can be installed in one workspace at a time, not for a whole organisation. Nothing was kept.
slack-install-trouble = Something went wrong here. Nothing was kept. Try it again in some minutes, or ask whoever runs this bot.
slack-install-again = Begin again

# In Slack, where a workspace's installation is no good any more.
slack-not-installed =
    I can't answer here: the connection between this workspace and the bot has ended.
    Whoever runs the workspace can install it again. What you wrote before is kept for now.

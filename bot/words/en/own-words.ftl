# What a community may say in its own way, besides what others see in a channel (common.ftl); nothing, until it does.
own-greeting = { "" }
own-rules = { "" }
own-shown = { $text }

# For those who run a community: its own words.
admin-words-which =
    Some of what I say here can be in your words. Only this community sees them; everything else stays as it is.
    .menu = Pick what to change
    .own-greeting = A line above the first screen of /rejected
    .own-rules = Where your rules are, for whoever reports something
    .post-pinned = The message with buttons, to be pinned
    .round-invitation = The invitation to a circle's week
    .round-digest-opening = How the digest of a week begins
    .circle-joined = What somebody reads who joins a circle
    .post-win = A line that somebody shares
    .post-seek = Somebody looks for a mentor
    .post-listen = Somebody would like a listener
    .done = Done
admin-words-changed = In your words
admin-words-ours = In mine
admin-words-now = It reads like this now. What stands in [ ] is filled in, for each person.
admin-words-nothing-now = Nothing is said there now.
admin-words-do =
    { $changed ->
        [yes] These are your words. You can write others, or go back to mine.
       *[no] These are mine. You can write your own.
    }
    .write = Write it anew
    .ours = Back to mine
    .leave = Leave it as it is
admin-words-text =
    { $filled ->
        [yes] Write it. Keep what stands between the signs {"{"} and {"}"}: I fill it in.
       *[no] Write it, in plain text. Links are fine; names and marks for bold or lists are not.
    }

    I show it to you before anybody else sees it.
    .write = Write it
    .skip = Leave it as it was
admin-words-use =
    That is how people would see it, with what stands in [ ] filled in.

    Using it takes effect at once, for everybody here. What was posted before stays as it is.
    .use = Use these words
    .change = Change them
    .leave = Leave it as it was
admin-words-used = Done. From now on it is in your words here.
admin-words-back = Done. It is in my words again.
admin-words-left = It is as it was.

problem-words-braces = I could not read what stands between { "{" } and { "}" }. Keep each of these parts as it was, and change only what is around them.
problem-words-unknown = I know nothing called { $name } here, so I could not fill it in. Take it out, or keep the names that were there.
problem-words-lacks = { $name } is missing. It is filled in for each person: put it where it reads well.
problem-words-mention = Words that call somebody (like @here) reach people who did not ask for it. Leave the @ out.
problem-words-markup = Marks for bold, code, lists or hidden links look different everywhere. Write it in plain text.
problem-words-long = With everything filled in that is longer than one screen takes ({ $limit } characters). Make it shorter.
problem-entry = That field { $reason }. { $remedy }.
problem-entry-lacks = A field that people need is empty. Fill it in; the rest is kept.

# For those who run a community: what it lists.
admin-content-sort =
    What would you like to list for the people here? It is shown before what I bring along, and only in this community.
    .coach = Interview practice and résumé help
    .opening = Job openings
    .group = Groups to join
    .event = Events
    .learning = Courses and workshops
admin-content-which =
    { $count ->
        [0] You list none of these yet.
        [one] You list one of these.
       *[other] You list { $count } of these.
    }
    { $full ->
        [yes] That is as many as fit; take one away to add another.
       *[no] {""}
    }
    .menu = Pick one to change
    .add = Add one
    .done = Done
admin-content-do =
    What about it?
    .change = Change it
    .remove = Take it away
    .leave = Leave it as it is
admin-content-coach =
    A service that practises interviews or reads résumés. People see its name, its cost and the link.
    .open = Fill it in
    .title = Practice and help
    .name = What it is called
    .link = Its page, with https:// first
    .price = What it costs, if it is not free
    .skip = Not now
admin-content-opening =
    One opening, or a board that lists them. People see the title, the place and the link.
    .open = Fill it in
    .title = A job opening
    .name = Title
    .company = Who hires
    .place = Where (a town, a country, remote)
    .link = Its page, with https:// first
    .skip = Not now
admin-content-group =
    A group that newcomers can join or read. People see its name and the link.
    .open = Fill it in
    .title = A group
    .name = What it is called
    .link = Its page, with https:// first
    .skip = Not now
admin-content-event =
    An event, or a place that lists them. With a day it goes by itself once that day is over.
    .open = Fill it in
    .title = An event
    .name = What it is called
    .place = Where
    .when = Which day, if it has one (3 March)
    .link = Its page, with https:// first
    .skip = Not now
admin-content-learning =
    A way to learn something. People see the title, who offers it, its cost and the link.
    .open = Fill it in
    .title = A course or workshop
    .name = What it is called
    .provider = Who offers it
    .price = What it costs, if it is not free
    .link = Its page, with https:// first
    .skip = Not now
admin-content-helps =
    What does it help with?
    .menu = Pick one or more
admin-content-cost =
    What does it cost?
    .free = Nothing
    .free-audit = Nothing, but a certificate costs
    .low = A little
admin-content-language =
    In which language is it?
    .menu = Pick a language
    .en = English
    .de = German
    .es = Spanish
    .fr = French
    .pt = Portuguese
    .mul = Several
admin-content-opens =
    Is it one opening, or a board?
    .opening = One opening
    .board = A board that lists them
admin-content-field =
    Which field is it about?
    .menu = Pick a field
    .skip = Not now
admin-content-learns =
    What is it?
    .course = A course
    .webinar = A webinar
    .workshop = A workshop
    .certificate = A certificate
admin-content-skills =
    Which skill is it for?
    .menu = Pick a skill
    .skip = Not now
admin-content-preview = { $name }
admin-content-use =
    That is how people here will see it. Using it takes effect at once.
    .use = Use it
    .change = Change it
    .leave = Leave it as it was
admin-content-used = Done. People here see it from now on.
admin-content-removed = Taken away. It is on no list here any more. A plan that has it keeps its day, but not its name.
admin-content-left = Nothing was changed.

network-tie =
    Many jobs come through people one knows a little, more than through close friends. Who could you write to?
    .menu = Someone like this
    .skip = Nobody today
network-think = Go through your phone or inbox from two years ago. The first name that makes you smile will do.
network-name =
    To { $tie }, then. A first name makes the message ready; it can be left out.
    .write = Type a name
    .skip = Leave it out
network-tone =
    How should it sound?
    .warm = Warm
    .short = Short
network-letter =
    { $named ->
        [yes] Hi { $name },
       *[no] Hi,
    } { $tie ->
        [former-boss] I learned a lot working for you, and I'm looking for my next role.
        [professor] your course has stayed with me, and I'm looking for my next role.
        [colleague] it was good working with you, and I'm looking for my next role.
        [classmate] it has been a while since we sat in the same room, and I'm looking for my next role.
        [acquaintance] we met a while ago and I have thought of it since. I'm looking for my next role.
       *[other] it has been too long. I'm looking for my next role.
    } { $tone ->
        [warm] Could I ask you for fifteen minutes, to hear how you see the field and whom I should talk to? If it doesn't suit, a name would help as much. And tell me how you are.
       *[short] Could I ask you for fifteen minutes, or for one name I should talk to? No problem if it doesn't suit.
    }
network-sent =
    To copy; I send nothing for you. Did you send it?
    .yes = I sent it
    .later = Remind me
    .no = Not this one
network-sent-done = Sent. One person more who knows that you are looking.
network-more =
    { $turn ->
        [0] There are other ways to people, too. Which one would you like to see?
       *[other] Another one, or on?
    }
    .groups = Groups in my field
    .events = Events
    .seek = Ask for a mentor
    .offer = Offer to mentor
    .on = Go on
network-no-groups = No groups are listed here yet. Whoever runs this server can add them.
network-field =
    Which field? These are groups that newcomers can join or read.
    .menu = Pick a field
    .skip = Skip
network-group = Open { $name }
network-events = Where people meet. Going to listen counts.
network-no-events = No events are listed here yet. Whoever runs this server can add them.
network-event =
    { $dated ->
        [yes] { $name }, { $place }, { $day }
       *[no] { $name }, { $place }
    }
network-seek =
    What would you like a mentor for? Up to three. Others in the community see the topics if you post them.
    .menu = Up to three topics
    .skip = Skip
network-seek-words =
    Topics: { $topics }. A line about what you hope for makes it easier to say yes. It is posted only if you press for it.
    .write = Write a line
    .skip = Only the topics
network-seek-post =
    { $with_own ->
        [yes] Looking for a mentor: { $topics }. { $own }
       *[no] Looking for a mentor: { $topics }.
    }
network-seek-copy = This is kept with your request. No channel for it is set up here, so copy it to where your community talks.
network-seek-share =
    That is all that { $place } would see. Post it there, under your name?
    .yes = Post it
    .no = Don't post it
network-offer =
    What could you help others with? Up to three. You need not be an expert; two steps ahead is enough.
    .menu = Up to three topics
    .skip = Skip
network-capacity =
    How many people at a time? One is plenty.
    .one = One
    .two = Two
    .three = Three
network-offered =
    { $count ->
        [one] Noted: { $topics }, one person at a time. Nobody is sent to you without your yes.
       *[other] Noted: { $topics }, up to { $count } people at a time. Nobody is sent to you without your yes.
    }

skills-start =
    { $any ->
        [yes] Named most often so far: { $gaps }. One thing to learn is enough; half an hour is a good size.
       *[no] One thing to learn is enough, and half an hour is a good size for a start.
    }
    .find = Find something to learn
    .demand = See what postings ask for
    .finished = Log something I finished
    .skip = Skip this step
skills-posting =
    Take posting { $number } of 3 that you like. Which of these does it name? Up to five.
    .menu = Skills it names
    .done = That's all I have
skills-demand =
    { $count ->
        [one] Your postings name { $wanted }, each in a different one.
       *[other] What your postings name most: { $wanted }. { $count } of them want the first.
    }
skills-skill =
    Which skill? Pick one, or type what you are looking for. Nothing here costs much, and most of it is free.
    .menu = Pick a skill
    .write = Search by typing
    .skip = Not today
skills-course =
    { $any ->
        [yes]
            { $count ->
                [one] One that fits. Pick it, or search with other words.
               *[other] { $count } that fit, the closest first. Pick one, or search with other words.
            }
       *[no] Nothing here goes by those words. Try shorter ones, such as "excel" or "interview".
    }
    .menu = Pick one
    .write = Search again
    .skip = None of these
skills-card =
    { $title }

    { $about }
skills-open = Open it at { $provider }
skills-unchecked = Nobody here has opened this link yet, so look before you sign up for anything.
skills-take =
    Put it on your plan? I ask for one day for the first 30 minutes, and one to be done by.
    .plan = Put it on my plan
    .other = Show me others
    .skip = Not today
skills-target =
    By when would you like to be done with { $title }? It can move.
skills-planned = { $title } is on your plan, with { $target } as the day to be done by.

credential-what =
    What did you finish? Its name makes it easier to show; a tap is enough too.
    .course = A course
    .certificate = A certificate
    .project = A project of my own
    .write = Type its name
credential-earned = { $title }: that is done, and nobody can take it back. Two lines to copy:
credential-resume =
    { $known ->
        [yes] { $title }, { $provider }, { $day }
       *[no] { $title }, { $day }
    }
credential-profile =
    { $known ->
        [yes] I finished { $title } ({ $provider }). What I took from it and can use right away:
       *[no] I finished { $title }. What I took from it and can use right away:
    }
credential-learned =
    The second line works best with one thing you can do now and could not before { $title }. What is it?
    .write = Write it
    .skip = Leave it

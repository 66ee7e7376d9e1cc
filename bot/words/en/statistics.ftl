# The weekly numbers, for whoever runs a community. They are about a community, never about anybody in it.

statistics-cell =
    .used = People who used it
    .noes = Noes logged
    .items = Plan items done
    .check-ins = Check-ins answered
    .made = Circles: meant to do
    .done = Circles: of these done
    .silence = No reply
    .form-letter = A form letter
    .screen = First call or screen
    .technical = Technical round or task
    .panel = Panel
    .final = Final round
    .withdrawn = Offer withdrawn

admin-numbers-none =
    There are no numbers yet. The first ones come on the Monday after a whole week, in the afternoon (UTC).
admin-numbers-week = The week that began on { $day }, in rounded numbers.
admin-numbers-table =
    { statistics-cell.used }: { $used }
    { statistics-cell.noes }: { $noes }
    { statistics-cell.items }: { $items }
    { statistics-cell.check-ins }: { $check-ins }
    { statistics-cell.made }: { $made }
    { statistics-cell.done }: { $done }

    Noes, by how far they got
    { statistics-cell.silence }: { $silence }
    { statistics-cell.form-letter }: { $form-letter }
    { statistics-cell.screen }: { $screen }
    { statistics-cell.technical }: { $technical }
    { statistics-cell.panel }: { $panel }
    { statistics-cell.final }: { $final }
    { statistics-cell.withdrawn }: { $withdrawn }
admin-numbers-what =
    Every figure is to the nearest 5, and one person counts for 3 in it at the most.

    "Not shown" is nobody, fewer than 5 people, or a figure that would give those few away.

    Not in it: who did what, how anybody feels, who looked for a person to talk to.

    A week is counted once and not changed after. It goes after a year, or when the bot is removed.
    .menu = Another week
    .close = Back to the menu
admin-numbers-of = Week of { $day }

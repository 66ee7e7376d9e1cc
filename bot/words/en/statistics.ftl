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

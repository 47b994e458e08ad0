# Organizations, their places and their people.

## Fields

orgs-organization = Company / School
orgs-coordinator = IT coordinator
orgs-coordinators = IT coordinators
orgs-kind = Kind
orgs-kind-school = School
orgs-kind-company = Company
orgs-domains = Mail domains
orgs-domains-hint = One a line. Whoever asks for an account with one of them is proposed for this organization.
orgs-technician = Usual technician
orgs-technician-hint = Attends what no rule sends to somebody else.
orgs-technician-none = Nobody in particular
orgs-notes = Internal notes
orgs-notes-hint = Only your team reads them.
orgs-archived = Archived
orgs-archived-check = Archive: it can no longer be chosen; its tickets are kept
orgs-location = Location

## List

orgs-all = Companies and schools
orgs-all-text = Domains, locations and IT coordinators.
orgs-add = Add organization
orgs-add-text = A school or a company that you attend.
orgs-empty = There is no company and no school yet.
orgs-people = People
orgs-open-tickets = Open tickets
orgs-no-coordinator = No coordinator

## One organization

orgs-people-hint = IT coordinators get a copy of every ticket, always. Who is one is changed on each person's page.
orgs-people-none = Nobody belongs here yet.
orgs-locations = Locations
orgs-locations-hint = Sites, buildings, floors and rooms, one inside another.
orgs-location-new = New location
orgs-location-inside = Inside
orgs-location-add = Add location
orgs-location-archive-title = Archive this location
orgs-location-archive-text = It can no longer be chosen, nor what is inside it. Tickets that name it keep it.

## What cannot be

orgs-name-missing = Enter the name of the company or school
orgs-missing = Choose the company or school
orgs-unknown = Choose a company or school from the list
orgs-domain-wrong = Enter domains like ceiplapaz.es, one a line
orgs-location-missing = Enter the name of the location
orgs-location-slash = The name of a location cannot have the slash /
orgs-location-unknown = Choose a location of this company or school

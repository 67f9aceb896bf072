package demo

import "github.com/heed-cs/heed/shared/heed"

// Company names are a head, a tail and a trade; none is meant to be anybody's.
var (
	heads = []string{"Vel", "Quor", "Bram", "Tesk", "Oln", "Marv", "Zind", "Pelt", "Grav", "Fyn", "Halv", "Ulm", "Drey", "Kesp", "Lorv", "Nyx"}
	tails = []string{"ora", "etta", "andis", "umo", "ikka", "oren", "eltis", "avo", "unda", "ario", "eska", "ilon", "ovar", "ande"}
)

type trade struct{ word, industry string }

var trades = []trade{
	{"Logistics", "logistics"},
	{"Freight", "logistics"},
	{"Foods", "food"},
	{"Bakeries", "food"},
	{"Optics", "manufacturing"},
	{"Robotics", "manufacturing"},
	{"Pumps", "manufacturing"},
	{"Clinics", "healthcare"},
	{"Diagnostics", "healthcare"},
	{"Insurance", "finance"},
	{"Payments", "finance"},
	{"Textiles", "retail"},
	{"Outdoor", "retail"},
	{"Energy", "energy"},
	{"Learning", "education"},
	{"Press", "media"},
	{"Studios", "media"},
	{"Travel", "travel"},
	{"Advisory", "services"},
	{"Software", "software"},
}

type place struct {
	country, region, currency string
	language                  heed.Language
	weight                    int
}

var places = []place{
	{"DE", "dach", "EUR", heed.German, 34},
	{"AT", "dach", "EUR", heed.German, 10},
	{"CH", "dach", "CHF", heed.German, 12},
	{"NL", "benelux", "EUR", heed.English, 10},
	{"SE", "nordics", "EUR", heed.English, 8},
	{"FR", "france", "EUR", heed.English, 8},
	{"GB", "uk-ie", "GBP", heed.English, 20},
	{"IE", "uk-ie", "EUR", heed.English, 6},
	{"US", "north-america", "USD", heed.English, 28},
	{"CA", "north-america", "USD", heed.English, 6},
}

var (
	firstNames = []string{"Anke", "Jonas", "Mila", "Tariq", "Greta", "Oskar", "Leonie", "Piet", "Noor", "Edda", "Finn", "Rosa", "Ivo", "Hanne", "Malik", "Tilda"}
	products   = []string{"reports", "exports", "automations"}
	tags       = []string{"reference", "beta", "api", "pilot-2026", "self-serve", "priority-support"}
	milestones = []string{"kick-off", "data-connected", "first-export", "team-trained"}
	reasons    = []string{"price", "consolidation of tools", "missing features", "change of strategy"}
)

var titles = map[string][]string{
	"champion":       {"Head of Operations", "Team Lead Reporting", "Product Operations Manager"},
	"decision_maker": {"Managing Director", "VP Operations", "Chief Financial Officer"},
	"user":           {"Analyst", "Controller", "Planner", "Coordinator"},
}

// mood is how somebody feels about the product.
type mood int

const (
	unhappy mood = iota
	content
	delighted
)

var comments = map[heed.Language]map[mood][]string{
	heed.English: {
		unhappy: {
			"The exports keep failing on large months.", "We wait days for an answer from support.",
			"Too slow since the last update.", "Half the team went back to spreadsheets.", "Hard to justify the price at the moment.",
			"The automations stop without telling anyone.", "Nobody could tell us when the import will be fixed.",
		},
		content: {
			"Does what it should.", "Good reports, the exports could be quicker.", "Fine for us; onboarding new people takes a while.",
			"Works well, apart from the odd time-out.", "We use about half of it.",
		},
		delighted: {
			"The exports save us a day every month.", "Support answered within the hour.", "The whole team opens it first thing in the morning.",
			"The new automations are excellent.", "Easy to roll out to the second team.", "Best reporting tool we have had.",
		},
	},
	heed.German: {
		unhappy: {
			"Die Exporte brechen bei großen Monaten immer wieder ab.", "Wir warten tagelang auf eine Antwort vom Support.",
			"Seit dem letzten Update viel zu langsam.", "Das halbe Team arbeitet wieder mit Tabellen.", "Der Preis lässt sich gerade schwer rechtfertigen.",
			"Die Automatisierungen bleiben stehen, ohne dass es jemand merkt.", "Niemand konnte uns sagen, wann der Import repariert wird.",
		},
		content: {
			"Tut, was es soll.", "Gute Berichte, die Exporte könnten schneller sein.", "Passt für uns; die Einarbeitung neuer Leute dauert.",
			"Läuft gut, bis auf gelegentliche Zeitüberschreitungen.", "Wir nutzen etwa die Hälfte.",
		},
		delighted: {
			"Die Exporte sparen uns jeden Monat einen Tag.", "Der Support hat innerhalb einer Stunde geantwortet.",
			"Das ganze Team öffnet es morgens als Erstes.", "Die neuen Automatisierungen sind hervorragend.",
			"Ließ sich leicht auf das zweite Team ausrollen.", "Das beste Berichtswerkzeug, das wir bisher hatten.",
		},
	},
}

// notes are the customer success managers', by their pulse from 1 to 5.
var notes = []string{
	"Has asked for the terms of leaving.", "Complaints in every call, no plan yet.", "Quiet. No clear picture.",
	"Going well, wants the roadmap.", "Happy to be a reference.",
}

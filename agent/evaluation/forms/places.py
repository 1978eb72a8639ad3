"""Streets and towns that simulated callers live in; their names are common in the States."""

NAMES = (
    "Oak", "Maple", "Main", "High", "Park", "Cedar", "Elm", "Washington", "Lake", "Hill", "Walnut",
    "Spring", "North", "Ridge", "Church", "Willow", "Mill", "Sunset", "Railroad", "Jackson", "West",
    "South", "Center", "Highland", "Forest", "River", "Meadow", "East", "Chestnut", "Cherry",
    "Birch", "Pine", "Dogwood", "Locust", "Sycamore", "Poplar", "Magnolia", "Hickory", "Laurel",
    "Franklin", "Jefferson", "Lincoln", "Madison", "Adams", "Monroe", "Grant", "Harrison", "Taylor",
    "Broad", "Market", "Front", "Water", "State", "Court", "College", "School", "Union", "Liberty",
    "Grove City", "Old Mill", "Stone Ridge", "Valley View", "Fox Run", "Deer Creek", "Rocky Fork",
    "Riverside", "Lakeview", "Hillcrest", "Fairview", "Woodland", "Greenwood", "Brookside",
    "St. Clair", "St. James", "St. Andrews", "Mount Vernon", "Mount Pleasant", "Fort Hill",
    "Livingston", "Cleveland", "McKinley", "McGuffey", "O'Neil", "O'Brien", "Van Buren", "De Soto",
    "Martin Luther King Jr", "Dr. King", "Kenny", "Henderson", "Bethel", "Sawmill", "Hayden Run",
    "Olentangy River", "Alum Creek", "Big Walnut", "Dublin Granville", "Worthington Galena",
    "Schrock", "Cooke", "Weber", "Hudson", "Arcadia", "Kelton", "Neil", "Buttles", "Goodale",
    "Thurman", "Schiller", "Whittier", "Frankfort", "Lazelle", "Beechwold", "Northmoor", "Gahanna",
    "Seven Oaks", "Nine Mile", "Twin Lakes", "Indian Trail", "Quail Hollow", "Cobblestone",
    "Bluebird", "Cardinal", "Eagle Ridge", "Pheasant Run", "Winding Creek", "Shady Grove",
    "Sandy Point", "Peachtree", "Piedmont", "Ponce de Leon", "La Jolla", "El Camino", "Las Palmas",
    "San Mateo",
    "Ohio", "Indiana", "Virginia", "Texas", "Georgia", "Pennsylvania", "Michigan", "Delaware",
)  # fmt: skip
KINDS = (
    "Street", "Street", "Street", "Street", "Avenue", "Avenue", "Avenue", "Road", "Road", "Road",
    "Drive", "Drive", "Drive", "Lane", "Lane", "Court", "Court", "Boulevard", "Place", "Way",
    "Circle", "Terrace", "Parkway", "Trail", "Square", "Pike", "Loop", "Alley",
)  # fmt: skip
GRID = ("Street", "Avenue", "Street", "Avenue", "Place", "Court", "Road")
ORDINALS = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    17,
    19,
    20,
    21,
    22,
    23,
    30,
    34,
    42,
    57,
    75,
    86,
    101,
    105,
    112,
    125,
)
ROADS = (
    "State Route", "County Road", "US", "US Highway", "Highway", "Route", "Township Road",
    "State Road", "County Highway", "US Route", "State Highway",
)  # fmt: skip
ROAD_NUMBERS = (3, 12, 23, 37, 42, 104, 161, 315, 605, 745)
WHOLE = (
    "Broadway", "West Broadway", "Broadway", "Avenue of the Americas", "Avenue D", "Avenue B",
    "Quail Run", "Fox Hollow", "Stone Ridge", "Maple Grove", "Eagle Crossing", "Cypress Bend",
)  # fmt: skip
CLEAR = ("Street", "Avenue", "Road", "Drive", "Lane", "Boulevard", "Way", "Parkway", "Trail")
"""Behind these a town may follow without a pause."""
SHORT = {
    "Street": "St", "Avenue": "Ave", "Road": "Rd", "Drive": "Dr", "Lane": "Ln", "Court": "Ct",
    "Boulevard": "Blvd", "Place": "Pl", "Parkway": "Pkwy", "Circle": "Cir",
}  # fmt: skip
WAYS = {
    "North": "N", "South": "S", "East": "E", "West": "W", "Northeast": "NE", "Northwest": "NW",
    "Southeast": "SE", "Southwest": "SW",
}  # fmt: skip
TOWNS = (
    ("Columbus", "OH", "432"), ("Dublin", "OH", "430"), ("Westerville", "OH", "430"),
    ("Grove City", "OH", "431"), ("Upper Arlington", "OH", "432"), ("New Albany", "OH", "430"),
    ("Hilliard", "OH", "430"), ("Reynoldsburg", "OH", "430"), ("Cleveland", "OH", "441"),
    ("Cincinnati", "OH", "452"), ("Shaker Heights", "OH", "441"), ("Mount Vernon", "OH", "430"),
    ("St. Paul", "MN", "551"), ("St. Louis", "MO", "631"), ("Kansas City", "MO", "641"),
    ("New York", "NY", "100"), ("Brooklyn", "NY", "112"), ("Boston", "MA", "021"),
    ("Cambridge", "MA", "021"), ("Providence", "RI", "029"), ("Hartford", "CT", "061"),
    ("Newark", "NJ", "071"), ("Cherry Hill", "NJ", "080"), ("Philadelphia", "PA", "191"),
    ("Pittsburgh", "PA", "152"), ("Washington", "DC", "200"), ("Falls Church", "VA", "220"),
    ("Virginia Beach", "VA", "234"), ("Charleston", "WV", "253"), ("Raleigh", "NC", "276"),
    ("Chapel Hill", "NC", "275"), ("Atlanta", "GA", "303"), ("Miami", "FL", "331"),
    ("Fort Lauderdale", "FL", "333"), ("Tampa", "FL", "336"), ("Nashville", "TN", "372"),
    ("Louisville", "KY", "402"), ("Indianapolis", "IN", "462"), ("Fort Wayne", "IN", "468"),
    ("Detroit", "MI", "482"), ("Grand Rapids", "MI", "495"), ("Chicago", "IL", "606"),
    ("Oak Park", "IL", "603"), ("Milwaukee", "WI", "532"), ("Green Bay", "WI", "543"),
    ("Des Moines", "IA", "503"), ("Omaha", "NE", "681"), ("Little Rock", "AR", "722"),
    ("Oklahoma City", "OK", "731"), ("Dallas", "TX", "752"), ("San Antonio", "TX", "782"),
    ("El Paso", "TX", "799"), ("Denver", "CO", "802"), ("Colorado Springs", "CO", "809"),
    ("Salt Lake City", "UT", "841"), ("Phoenix", "AZ", "850"), ("Las Vegas", "NV", "891"),
    ("Los Angeles", "CA", "900"), ("San Diego", "CA", "921"), ("Palo Alto", "CA", "943"),
    ("Portland", "OR", "972"), ("Portland", "ME", "041"), ("Seattle", "WA", "981"),
    ("Manchester", "NH", "031"), ("Burlington", "VT", "054"), ("Anchorage", "AK", "995"),
    ("Honolulu", "HI", "968"), ("Winston-Salem", "NC", "271"), ("O'Fallon", "IL", "622"),
)  # fmt: skip
STATES = {
    "OH": "Ohio", "MN": "Minnesota", "MO": "Missouri", "NY": "New York", "MA": "Massachusetts",
    "RI": "Rhode Island", "CT": "Connecticut", "NJ": "New Jersey", "PA": "Pennsylvania",
    "DC": "D.C.", "VA": "Virginia", "WV": "West Virginia", "NC": "North Carolina", "GA": "Georgia",
    "FL": "Florida", "TN": "Tennessee", "KY": "Kentucky", "IN": "Indiana", "MI": "Michigan",
    "IL": "Illinois", "WI": "Wisconsin", "IA": "Iowa", "NE": "Nebraska", "AR": "Arkansas",
    "OK": "Oklahoma", "TX": "Texas", "CO": "Colorado", "UT": "Utah", "AZ": "Arizona",
    "NV": "Nevada", "CA": "California", "OR": "Oregon", "ME": "Maine", "WA": "Washington",
    "NH": "New Hampshire", "VT": "Vermont", "AK": "Alaska", "HI": "Hawaii",
}  # fmt: skip

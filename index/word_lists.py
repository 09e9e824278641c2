"""Words that carry no subject of their own, and other small lists, written for this program."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SWEDISH_FUNCTION_WORDS = _words("""
    all alla allt alltid alltså andra annan annat att av bara blev bli blir blivit bland bort bra både båda bör
    borde de dem den denna dennas dennes deras dess dessa det detta dig din dina ditt dock du där därför då
    efter eftersom eller emot en enligt er era ert ett fast fick finnas finns flera flesta fler fram från få får
    fått för före förut genom gick ge ger gett given givet gjorde gjort gör göra går gå ha hade haft han hans
    har hellre helst henne hennes hit hon honom hos hur här i ibland icke in inga ingen inget innan inom inte
    istället ja jag ju just kan kanske knappt kom kommer kommit komma kunde kunna kunnat långt låter man med
    medan mellan men mer mera mest mig min mina mindre minst mitt mot mycket många måste möjligen ned ner nog nu
    nej någon något några nån nåt när nära nästan och också ofta olika om oss under upp ur ut utan vad var vara
    varandra vare varför varit varje vars vart vem vems vet vi via vid vidare vilka vilken vilket vill ville
    visst vore våra vårt vår väl än ännu är åt även över på per redan sade samma samt se sedan sen ser sig sin
    sina sitt ska skall skulle snart som så sådan sådana sådant sätt till tills tillsammans trots två tycker ta
    tar tog tagit ena eder utanför uti ifrån igen ihop inför innanför inuti jo liksom längs nå nåväl omkring
    respektive runt samtidigt själv själva tack fortfarande framför bakom bredvid huruvida dvs bl ex mm osv resp
    ca tex pga dom mej dej sej åtminstone ungefär endast enbart
""")

SWEDISH_QUESTION_WORDS = _words("""
    berätta beskriv beskriver förklara ge hur handlar innebär menas nämn nämns sammanfatta säga säger sägs står
    stå svara undrar vad var varför vart vem vems vilka vilken vilket visa betyder gäller sagt kunna hej snälla
    tack
""")

ENGLISH_FUNCTION_WORDS = _words("""
    a about according after again against also among an and any are as at be because been before being between
    both but by can could did do does doing during each either every explain for from further give had has have
    having he her here hers him his how i if in into is it its itself just many may me might more most much must
    my no nor not of off on once only or other our ours out over own please same say says shall she should so
    some such tell than that the their theirs them then there these they this those through to too under until
    up upon us very was we were what when where whether which while who whom whose why will with within without
    would you your yours describe mean means said
""")

STOP_WORDS = SWEDISH_FUNCTION_WORDS | SWEDISH_QUESTION_WORDS | ENGLISH_FUNCTION_WORDS

_IRREGULAR = """
    år: året årets åren årens
    land: länder länders länderna ländernas
    månad: månaden månadens månader månaders månaderna
    stad: städer städers städerna städernas
    ledamot: ledamöter ledamöters ledamöterna ledamöternas
    bok: böcker böckerna
    hand: händer händerna
    moder: mödrar mödrarna
    fader: fäder fäderna
    son: söner sönerna
    broder: bröder
    dotter: döttrar döttrarna
    natt: nätter nätterna
"""
IRREGULAR_STEMS = {
    form: base.strip()
    for base, _, forms in (line.partition(":") for line in _IRREGULAR.split("\n"))
    for form in forms.split()
}
"""Form → the word whose stem it shares."""

NOT_DEFINITE = _words("""
    alfabet arbet budget internet kabinet komet komplet konkret magnet paket planet
""")
"""Words whose final -et is not the definite article; those in -het, -itet and -ltet are known by their ending."""

PREFIXES = _words("""
    ange anse anti avse bort efter emot fram från före förse förut genom hemma icke igen infor inne inom inte
    intill inåt medge mellan miss mitt motsatt nedan neder oför omkring samman sedan själv till tillföra tills
    ting under uppe utan utom utöver vice vidare åter över
""")
"""Beginnings that are words as well, but say nothing of what the whole word is about."""

ENDINGS = _words("""
    aktig aktiga aktigt ande anden andes aren arens arna arnas artad bar bara barhet bart ell ella ellt else
    elsen elser enda ende eras erat ering erna ernas etts faldig gång gånge haft halv hand heten heter inga
    ingar ingen isk iska iskt ivet ivets kännas lande lera lig liga ligare ligast ligen lighet ligheten ligheter
    ligt lika lisa litet lösa löshet mars mella mässig mässiga mässigt ning ningar ningen rade rades ring ringar
    ringen sam samhet samma samt sats satt satta skap skapa skapar skapat skapet stans ställa ställas ställd
    ställda ställdes ställdhet ställdheten ställs ställt säkras sätta sätts tagare tagarna tagen taget tagit
    tagna tens ters tion tionen tioner valar varar varas varen varet varets varlig varliga vis visa vist ändelse
    ändelsen ändelser
""")
"""Endings that are words as well, or look like one, and make no compound with what stands before them."""

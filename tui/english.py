"""English for what the chat says, by the Swedish."""

from typing import Final

from tui.english_keys import KEYS

ENGLISH: Final[dict[str, str]] = KEYS | {
    "Det markerade är kopierat.": "The selection is copied.",
    "Skriv vad du vill göra": "Type what you want to do",
    "Tryck Ctrl+Q för att avsluta, eller Ctrl+C en gång till.": "Press Ctrl+Q to quit, or Ctrl+C once more.",
    "Byt färger": "Change colours",
    "Byt språk": "Change language",
    "Ljust tema": "Light colours",
    "Mörkt tema": "Dark colours",
    "Hög kontrast": "High contrast",
    "Inget kommando heter så": "No command has that name",
    "Biblioteket är inte byggt. Be den som sköter servern att bygga det.": (
        "The library is not built. Ask whoever runs the server to build it."
    ),
    "Biblioteket är inte byggt. Ctrl+R försöker igen.": "The library is not built. Ctrl+R tries again.",
    "Svaret är kopierat med källorna.": "The answer is copied with its sources.",
    "Vad står det i {section} om ": "Vad står det i {section} om ",
    "Esc väntar med det": "Esc: not now",
    "Välkommen till Belägg": "Welcome to Belägg",
    "Esc stänger": "Esc closes",
    "Avsnittet har ingen egen text.": "The section has no text of its own.",
    "Bygga om biblioteket av allt i corpus/? Det som visas nu visas tills det nya är klart.": (
        "Build the library again of all in corpus/? What is shown now stays until the new one is done."
    ),
    "Det finns ingen tidigare version att gå tillbaka till.": "There is no earlier version to go back to.",
    "Dokument": "Documents",
    "Gå tillbaka till version {version}? Alla som använder biblioteket får den.": (
        "Go back to version {version}? Everyone who uses the library gets it."
    ),
    "Hämtar …": "Fetching …",
    "Ja, bygg om": "Yes, rebuild",
    "Ja, gå tillbaka": "Yes, go back",
    "Nu visas version {version}.": "Version {version} is shown now.",
    "Version {version}, byggd {built} · {documents} dokument, {passages} passager, {sentences} meningar · {model}": (
        "Version {version}, built {built} · {documents} documents, {passages} passages, {sentences} sentences · {model}"
    ),
    "Inga kontrollfrågor prövades.": "No control questions were tried.",
    "Kontrollfrågor: {found} av {all} hittade det de ska.": (
        "Control questions: {found} of {all} found what they should."
    ),
    "Rapport från bygget": "Report of the build",
    "Version {version}": "Version {version}",
    "borttaget": "removed",
    "nytt": "new",
    "ändrat": "changed",
    "oförändrat": "unchanged",
    "tidigare version kvar": "earlier version kept",
    "{count} dokument": "{count} documents",
    "{count} meningar": "{count} sentences",
    "1 passage": "1 passage",
    "Det du skriver söks medan du skriver.": "What you type is searched while you type.",
    "Inget hittades för {query}.": "Nothing was found for {query}.",
    "Passagen är kopierad med hänvisning.": "The passage is copied with its reference.",
    "Skriv det du söker": "Type what you look for",
    "Sökt först i: {scope}": "Searched first: {scope}",
    "Sökt bara i: {limits}": "Searched only: {limits}",
    "Sökt som: {query}": "Searched as: {query}",
    "Träffar": "Hits",
    "Enter går dit · Esc stänger": "Enter goes there · Esc closes",
    "Utan rubrik": "No heading",
    "1–9 visar en annan källa": "1–9 shows another source",
    "Bläddra": "Turn",
    "Citatet": "The quote",
    "Citatet är kopierat med hänvisning.": "The quote is copied with its reference.",
    "Hämtar sammanhanget …": "Fetching what stands around it …",
    "I sitt sammanhang": "In its surroundings",
    "Ingen visare hittades. Filen ligger i {path}.": "No viewer was found. The file is {path}.",
    "Sida {page}": "Page {page}",
    "Öppnar källfilen …": "Opening the source file …",
    "Avbruten.": "Broken off.",
    "Ctrl+R försöker igen.": "Ctrl+R tries again.",
    "Frågan är kvar.": "The question is kept.",
    "Ingen förbindelse": "No connection",
    "Inget bibliotek": "No library",
    "{documents} dokument · {passages} passager": "{documents} documents · {passages} passages",
    "1 anmärkning": "1 remark",
    "Anmärkningar vid det senaste bygget": "Remarks of the last build",
    "Diarienummer": "Reference no.",
    "Författare": "Author",
    "Passager": "Passages",
    "Sidor": "Pages",
    "Slag": "Kind",
    "Utgivare": "Publisher",
    "{count} anmärkningar": "{count} remarks",
    "{count} passager": "{count} passages",
    "{count} sidor": "{count} pages",
    "År": "Year",
    "Alla dokument": "All documents",
    "Alla slag": "All kinds",
    "Alla år": "All years",
    "Innebörd och ord": "Meaning and words",
    "Innebörd": "Meaning",
    "Ord": "Words",
    "poäng": "score",
    "passagens innebörd": "meaning of the passage",
    "meningens innebörd": "meaning of the sentence",
    "ord": "words",
    "delar av ord": "parts of words",
    "ordens innebörd": "meaning of the words",
    "Frågar bara i: {document} (Ctrl+G frågar allt)": "Asking only: {document} (Ctrl+G asks all)",
    "Frågan ligger utanför det som källorna handlar om.": "The question is outside what the sources are about.",
    "Tolkad som: {question}": "Read as: {question}",
    "Närmast i källorna": "Nearest in the sources",
    "avsnitt {section}": "section {section}",
    "s. {page}": "p. {page}",
    "ej dubbelkontrollerad": "not double-checked",
    "finns även i {places}": "also in {places}",
    "Inget belägg": "No evidence",
    "Enter eller 1–9 öppnar": "Enter or 1–9 opens",
    "Prova till exempel (Tab, sedan Enter):": "Try for example (Tab, then Enter):",
    "Skriv en fråga och tryck Enter": "Type a question and press Enter",
    "Tidigare samtal": "Earlier conversations",
    "Sök i frågor och svar": "Search questions and answers",
    "Ta tillbaka": "Take back",
    "Anmärkningen är borttagen.": "The remark is taken back.",
    "Inget samtal är valt.": "No conversation is chosen.",
    "Inget samtal har de orden.": "No conversation has those words.",
    "Det finns inga sparade samtal.": "There are no conversations kept.",
    "Radera ”{name}” med {questions}? Det går inte att ångra.": (
        "Delete “{name}” with {questions}? It cannot be undone."
    ),
    "1 fråga": "1 question",
    "{count} frågor": "{count} questions",
    "Enter byter · Esc avbryter": "Enter renames · Esc cancels",
    "Anmärk på svaret": "Note on the answer",
    "Esc avbryter": "Esc cancels",
    "Vad är det som är fel eller saknas? Skriv det, och välj sedan med Tab och Enter.": (
        "What is wrong or missing? Type it, then choose with Tab and Enter."
    ),
    "Till exempel: siffran gäller hela landet": "For example: the figure is for the whole country",
    "Fel": "Wrong",
    "Ofullständigt": "Incomplete",
    "Anmärkningen sparas på den här datorn. Ingenting skickas; belagg notes skriver ut den.": (
        "The note is kept on this computer. Nothing is sent; belagg notes prints it."
    ),
    "Anmärkningen är sparad på den här datorn.": "The note is kept on this computer.",
    "Samtalet är kopierat som Markdown, med källorna.": "The conversation is copied as Markdown, with its sources.",
    "Samtalet sparas inte: {why}.": "The conversation is not kept: {why}.",
    "Servern går inte att nå; kontrollera att den är igång och att adressen stämmer.": (
        "The server cannot be reached; check that it runs and that the address is right."
    ),
    "Servern svarade inte i tid; försök igen om en stund.": (
        "The server did not answer in time; try again in a while."
    ),
    "Servern svarade på ett sätt som programmet inte förstår; kontrollera att båda är av samma version.": (
        "The server answered in a way that this program does not understand; check that both are of the same version."
    ),
    "Förbindelsen med servern bröts; försök igen.": "The connection to the server broke; try again.",
    "Servern kunde inte svara (felkod {code}); försök igen om en stund.": (
        "The server could not answer (code {code}); try again in a while."
    ),
    "”{url}” är ingen adress; skriv den som http://127.0.0.1:8000.": (
        "“{url}” is no address; write it as http://127.0.0.1:8000."
    ),
    "Frågan är för lång; korta den till högst {longest} tecken.": (
        "The question is too long; shorten it to at most {longest} characters."
    ),
    "Laddar biblioteket …": "Loading the library …",
    "Söker i källorna …": "Searching the sources …",
    "Bygger …": "Building …",
    "Klart.": "Done.",
    "Det nya biblioteket klarade inte sin kontroll och visas inte. Det gamla är kvar.": (
        "The new library did not pass its check and is not shown. The old one stays."
    ),
    "Bygget gick inte att genomföra. Det som visas är som förut.": (
        "The build could not be carried out. What is shown is as before."
    ),
    "Överallt": "Everywhere",
    "Frågan": "The question",
    "Samtalet": "The conversation",
    "Källistan": "The sources",
    "En källa": "A source",
    "Avsnittslistan": "The sections",
    "Sökningen": "The search",
    "Träfflistan": "The hits",
    "Biblioteket": "The library",
    "Rapporten": "The report",
    "Första gången": "The first time",
    "Här kan du fråga om årsrapporterna, konventionerna och metodstödet. Svaret består av meningar "
    "ur källorna, och under varje mening finns belägget: dokument, avsnitt, sida och ordagrant "
    "citat. Finns svaret inte i källorna får du veta det.": (
        "Here you can ask about the annual reports, the conventions and the method guide, in Swedish or "
        "English. The answer is made of sentences out of the sources, and under each stands the "
        "evidence: document, section, page and verbatim quote. If the sources do not answer you are "
        "told so."
    ),
    "Belägg svarar ur ett bibliotek som byggs av dokumenten i mappen corpus/. Här finns inget "
    "bibliotek än. Det tar någon minut att bygga; är dokumenten många tar det längre.": (
        "Belägg answers out of a library that is built of the documents in the folder corpus/. There is "
        "no library here yet. Building takes a minute or so; longer where the documents are many."
    ),
}

"""The commonest words of languages that share their letters with others, by ISO 639-1 code."""

from __future__ import annotations

_WORDS = {
    "bg": "на да се не за от това по че ще са до като има който си ли при още",
    "ca": "el la els les que en un una és no per amb del al com més però dels va són aquest hi",
    "cs": "se na je že to do ve jsem jako pro ale po jsou by bylo jsme když podle jeho který",
    "da": "og at det er en den til på som med af for ikke jeg der var har et fra vi hvad mig",
    "de": "der die und das ist nicht ich den zu ein eine mit sich auf dem auch es von für im wie "
    "wird sind war oder aber bei nach",
    "en": "the of and to in a i is that it was for with as his be at by this had not are but from "
    "have you which they were what",
    "es": "el la los las de que en y un una es no por con para su se al lo como más pero del está "
    "fue muy este",
    "et": "ja on ei et see oli ma ka kui ta mis oma siis aga kes nii ning või seda",
    "fi": "ja on ei se että oli hän ole mutta kun niin myös joka tai ovat kuin mitä minä sen",
    "fr": "le la les de des et est un une que qui dans pour pas sur au avec je vous ce il par plus "
    "sont du à",
    "hr": "je da se za su od ne koji to ali kao sam bio iz što nije će samo bi smo",
    "hu": "az és hogy nem is egy ez de van volt meg csak mint már azt még ha ki mert",
    "id": "yang dan di itu dengan untuk tidak dari ini dalam akan pada juga ke karena ada saya",
    "it": "il lo la gli di che un una è non per con del della sono si da anche ma nel alla più ho "
    "questo e",
    "lt": "ir yra kad su iš tai buvo kaip bet jis ne į už nuo apie jau savo dėl",
    "lv": "un ir ka no ar par uz kas bet tas nav kā lai es viņš vai pie arī",
    "nb": "og det er på som en til av for med å at ikke jeg den har et var fra vi hva meg hvor",
    "nl": "de het een van en is dat niet ik te op zijn met voor er maar aan naar ook wordt bij "
    "heeft deze",
    "pl": "na się nie że do to jest jak co po przez ale od był są tak tego dla oraz czy",
    "pt": "os as de que em um uma é não por com para se do da no na mais mas dos ao foi e o isso",
    "ro": "și în la nu cu pe care este un din mai pentru că se sunt ce fi au de o să",
    "ru": "и в не на что я с он как это по но из у за то все было мне для его так",
    "sk": "sa na je že to do vo som ako pre ale po sú by bolo sme keď podľa jeho ktorý",
    "sl": "je in da se na za so ne pa kot tudi bi od ki ali še sem bil lahko",
    "sv": "och att det som en på är av för den inte med till jag om har ett var men från vi vad",
    "tr": "ve bir bu da de için ile çok ne ama gibi daha olarak kadar var değil mi sonra",
    "uk": "і в не на що я з він як це до та за у але від є й про його для так",
    "vi": "của và là có không được cho các một trong người với những này đã để",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}

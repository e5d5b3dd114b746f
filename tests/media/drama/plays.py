"""Small files of each format that say the same."""

BOSAK = b"""<?xml version="1.0"?>
<!DOCTYPE PLAY SYSTEM "play.dtd">
<PLAY><TITLE>The Guest</TITLE>
<PERSONAE><TITLE>Dramatis Personae</TITLE><PERSONA>ANNA</PERSONA></PERSONAE>
<ACT><TITLE>ACT I</TITLE>
<SCENE><TITLE>SCENE I.  A room.</TITLE>
<STAGEDIR>Enter ANNA and BEN</STAGEDIR>
<SPEECH><SPEAKER>ANNA</SPEAKER><LINE>Who's there?</LINE></SPEECH>
<SPEECH><SPEAKER>BEN</SPEAKER><LINE><STAGEDIR>Aside</STAGEDIR> She knows me not,</LINE>
<LINE>and yet I came.</LINE></SPEECH>
<STAGEDIR>Enter First Guard</STAGEDIR>
<SPEECH><SPEAKER>1st Guard.</SPEAKER><LINE>Hold!</LINE></SPEECH>
<SPEECH><SPEAKER>ANNA</SPEAKER><SPEAKER>BEN</SPEAKER><LINE>No.</LINE></SPEECH>
<SPEECH><SPEAKER>All</SPEAKER><LINE>Peace!</LINE></SPEECH>
</SCENE>
<SCENE><TITLE>SCENE II.  A street.</TITLE><STAGEDIR>A dumb show.</STAGEDIR></SCENE>
</ACT>
<ACT><TITLE>ACT II</TITLE>
<PROLOGUE><TITLE>PROLOGUE</TITLE><SPEECH><SPEAKER>Chorus</SPEAKER><LINE>Now time goes by.</LINE></SPEECH></PROLOGUE>
<SCENE><TITLE>SCENE I.  The same.</TITLE>
<SPEECH><SPEAKER>First Guard</SPEAKER><LINE>He went.</LINE></SPEECH><STAGEDIR>Exeunt</STAGEDIR></SCENE>
</ACT></PLAY>"""

TEI = """<?xml version="1.0" encoding="utf-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de"><teiHeader><fileDesc><titleStmt><title>Der Gast</title>
<title type="sub">Ein Drama</title></titleStmt></fileDesc><profileDesc><particDesc><listPerson>
<person xml:id="anna"><persName>Änne</persName></person><person xml:id="ben"><persName>Ben</persName></person>
</listPerson></particDesc></profileDesc></teiHeader>
<text><front><castList><castItem>Änne</castItem></castList></front><body>
<div type="act"><head>Erster <pb n="1"/>Akt</head><stage>Nacht.</stage>
<div type="scene"><head>Erste Szene</head>
<sp who="#anna"><speaker>ÄNNE.</speaker><p>Wer <stage>leise</stage> da?</p></sp>
<sp who="#ben"><speaker>BENN</speaker><lg><l>Ich bin es,</l><l>der Gast.<note>Anm.</note></l></lg></sp>
<stage>Ben geht ab.</stage>
<sp who="#anna #ben"><speaker>BEIDE</speaker><p>Ach!</p></sp></div>
<div type="scene"><head>Zweite Szene</head><stage>Stille.</stage></div>
</div></body></text></TEI>""".encode()

FOUNTAIN = """Title: The Guest
Author: nobody

# ACT I

## SCENE I. A room

Anna and BEN at the table.

ANNA
Who's there?

ÉMILE (V.O.)
Me.

BEN (CONT'D)
(aside)
She knows me not, /* a comment
over two lines */ I think.
And yet [[a note]] I came.

ANNA & BEN
No.

> CUT TO:

EXT. STREET - NIGHT

@McBee
~a song

> THE END <
""".encode()

FDX = b"""<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script"><Content>
<Paragraph Type="Scene Heading"><Text>INT. ROOM</Text></Paragraph>
<Paragraph Type="Action"><Text>Night.</Text></Paragraph>
<Paragraph Type="Character"><Text>ANNA (V.O.)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(aside)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>I am </Text><Text Style="Italic">very</Text><Text> glad.</Text></Paragraph>
<Paragraph><DualDialogue><Paragraph Type="Character"><Text>BEN</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>So am I.</Text></Paragraph></DualDialogue></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>The Guest</Text></Paragraph></Content></TitlePage></FinalDraft>"""

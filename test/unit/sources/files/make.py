"""Makes the sources of known text: python make.py; needs python-docx, openpyxl, python-pptx and reportlab."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt
from openpyxl.styles import Font
from pptx import Presentation
from pptx.util import Cm
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CSV = '部门,人数,"说明"\n客服部,42,"含外包, 不含实习"\n研发部,118,"他说""很好"""\n'


def add_numbering(document):
    """Adds nested bullets, number 90, and chapters, number 91."""
    numbering = document.part.numbering_part.element
    for number, form, text in ((90, "bullet", "•"), (91, "chineseCounting", "第%1章")):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for level in range(2)
        )
        abstract = f'<w:abstractNum {W} w:abstractNumId="{number}">{levels}</w:abstractNum>'
        numbering.insert(0, parse_xml(abstract))
        use = f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        numbering.append(parse_xml(use))


def number_paragraph(paragraph, number, level=0):
    """Puts a paragraph into a list."""
    place = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(place))


def add_footnote(document, paragraph, text):
    """Adds the document's footnote, which python-docx cannot."""
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def add_merged_table(document):
    """Adds a table with cells that span rows and columns."""
    table = document.add_table(rows=3, cols=3)
    texts = [["部门", "工单", ""], ["", "受理", "办结"], ["客服部", "8000", "7910"]]
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "工单"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "部门"


def add_text_box(paragraph, text):
    """Adds a text box as Word's older versions have it."""
    paragraph._p.append(
        parse_xml(
            f'<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
            "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )


def add_newer_text_box(paragraph, text):
    """Adds a text box as newer programs have it, without the older form beside it."""
    office = "http://schemas.openxmlformats.org"
    shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    paragraph._p.append(
        parse_xml(
            f'<w:r {W} xmlns:wps="{shape}" xmlns:mc="{office}/markup-compatibility/2006">'
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
            "</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
        )
    )


def make_docx():
    """Writes known.docx."""
    document = Document()
    add_numbering(document)
    document.add_heading("客服中心年度总结", 0)
    number_paragraph(document.add_heading("基本情况", 1), 91)
    noted = document.add_paragraph("全年受理工单 12,480 件，")
    noted.add_run("按时办结率").bold = True
    noted.add_run("达到 98.6%。")
    add_footnote(document, noted, "口径为自然日。")
    for text, level in (("接听热线", 0), ("夜间值守", 1), ("回访用户", 0)):
        number_paragraph(document.add_paragraph(text), 90, level)
    document.add_paragraph("先登记", style="List Number")
    document.add_paragraph("后派单", style="List Number")
    document.add_heading("存在问题", 2)
    add_merged_table(document)
    own = document.styles.add_style("ZhangJie", 1)
    own.font.size = Pt(16)
    own.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="0"/>'))
    number_paragraph(document.add_paragraph("下一步打算", style="ZhangJie"), 91)
    add_text_box(document.add_paragraph("见文本框。"), "文本框里的提示")
    add_newer_text_box(document.add_paragraph("还有一个。"), "新文本框")
    document.save(HERE / "known.docx")


def make_xlsx():
    """Writes known.xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "销售"
    sheet.append(["2025年销售表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["月份", "金额", "占比", "日期", "备注"])
    sheet.append([1, 1234567.5, 0.256, datetime.date(2025, 1, 31), "含税|不含运费"])
    sheet.append([2, -80, 0.1, datetime.date(2025, 2, 28), None])
    sheet.append(["合计", "=B3+B4", None, None, None])
    sheet.cell(5, 2).number_format = "#,##0.00"
    for row in (3, 4):
        sheet.cell(row, 2).number_format = "#,##0.00"
        sheet.cell(row, 3).number_format = "0.0%"
        sheet.cell(row, 4).number_format = 'yyyy"年"m"月"d"日"'
    sheet.cell(2, 1).font = Font(bold=True)
    sheet.append([])
    sheet.append(["区域", "负责人"])
    sheet.append(["华东", "王芳"])
    sheet.append([None, "李强"])
    sheet.merge_cells("A8:A9")
    other = book.create_sheet("说明")
    other.append(["单位：元"])
    hidden = book.create_sheet("缓存")
    hidden.append(["不给人看的"])
    hidden.sheet_state = "hidden"
    # openpyxl writes no values of formulas, which every other program does.
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(HERE / "known.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</f><v></v>", b"</f><v>1234487.5</v>"))


def make_pptx():
    """Writes known.pptx."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "总体目标"
    body = slide.placeholders[1].text_frame
    body.text = "提升响应速度"
    nested = body.add_paragraph()
    nested.text = "平均 30 秒接通"
    nested.level = 1
    slide.notes_slide.notes_text_frame.text = "这里停顿一下。"
    table = deck.slides.add_slide(deck.slide_layouts[5])
    table.shapes.title.text = "进度"
    grid = table.shapes.add_table(3, 2, Cm(1), Cm(5), Cm(10), Cm(4)).table
    for row, texts in enumerate([["阶段", ""], ["一期", "2025年3月"], ["二期", "2025年9月"]]):
        for column, text in enumerate(texts):
            grid.cell(row, column).text = text
    grid.cell(0, 0).merge(grid.cell(0, 1))
    box = table.shapes.add_textbox(Cm(1), Cm(12), Cm(10), Cm(2))
    box.text_frame.text = "文本框里的话"
    deck.save(HERE / "known.pptx")


def page_of(pdf, heading, paragraphs, number):
    """Draws a page with a running head and a number; returns where its text ends."""
    pdf.setFont("STSong-Light", 9)
    pdf.drawString(72, 810, "客服中心内部资料")
    pdf.drawString(290, 30, f"- {number} -")
    pdf.setFont("STSong-Light", 18)
    pdf.drawString(72, 760, heading)
    pdf.setFont("STSong-Light", 12)
    y = 730
    for lines in paragraphs:
        for index, line in enumerate(lines):
            pdf.drawString(96 if index == 0 else 72, y, line)
            y -= 20
    return y


def make_pdf():
    """Writes known.pdf, whose Chinese font is not in it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    pdf = canvas.Canvas(str(HERE / "known.pdf"), pagesize=A4, invariant=1)
    long = [
        "全年受理工单一万二千四百八十件，按时办结率达到百分之九十八点",
        "六，比上年提高一点二个百分点，用户满意度连续三年保持在九十五分以",
        "上。",
    ]
    y = page_of(pdf, "基本情况", [long, ["热线接通率明显提高。"]], 1)
    for row in (["部门", "受理", "办结"], ["客服部", "8000", "7910"], ["研发部", "480", "466"]):
        for x, text in zip((72, 220, 380), row, strict=True):
            pdf.drawString(x, y, text)
        y -= 20
    pdf.saveState()
    pdf.translate(200, 300)
    pdf.rotate(45)
    pdf.drawString(0, 0, "水印")
    pdf.restoreState()
    pdf.showPage()
    y = page_of(pdf, "存在问题", [["人手不足，夜间值守压力较大。"]], 2)
    pdf.setFont("Helvetica", 12)
    pdf.drawString(72, y, "Response times are longer at night than they are during the day, and an inter-")
    pdf.drawString(72, y - 16, "national customer waits longest of all.")
    pdf.showPage()
    y = page_of(pdf, "下一步打算", [["增加两个班组。"]], 3)
    for text in ("接听热线", "夜间值守"):
        pdf.drawString(72, y, "•")
        pdf.drawString(108, y, text)
        y -= 20
    pdf.save()


def make_locked_pdf():
    """Writes locked.pdf and scan.pdf."""
    locked = canvas.Canvas(str(HERE / "locked.pdf"), encrypt=StandardEncryption("secret"), invariant=1)
    locked.drawString(72, 700, "Secret")
    locked.save()
    scan = canvas.Canvas(str(HERE / "scan.pdf"), invariant=1)
    scan.rect(72, 600, 200, 100, fill=1)
    scan.save()


if __name__ == "__main__":
    make_docx()
    make_xlsx()
    make_pptx()
    make_pdf()
    make_locked_pdf()
    (HERE / "known.csv").write_bytes(CSV.encode("gbk"))

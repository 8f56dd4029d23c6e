using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Reading;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Plans.Reading;

/// <summary>Each kind of error, with its exact place and remedy. Lines are counted from the text as it stands here.</summary>
public class PlanReaderErrorTests
{
    private const int LinesOfSmallest = 5;

    private static IReadOnlyList<Finding> Read(string text)
    {
        var findings = PlanReader.Read(text, "plan.yaml").Findings;
        findings.ShouldAllBe(finding => finding.Severity == Severity.Error);
        return findings;
    }

    /// <summary>Findings of lines that follow the smallest plan; their line numbers count from the first of them.</summary>
    private static Finding Only(string lines, string code, int line, int column)
    {
        var finding = Read(SamplePlans.Smallest + "\n" + lines).ShouldHaveSingleItem();
        finding.Code.ShouldBe(code, finding.ToString());
        finding.Place.File.ShouldBe("plan.yaml");
        (finding.Place.Line - LinesOfSmallest, finding.Place.Column).ShouldBe((line, column), finding.ToString());
        return finding;
    }

    [Fact]
    public void UnknownKey_NearAKnownOne_SuggestsIt()
    {
        var finding = Only("bonuses:\n  - unilevel: Team\n    of: CV\n    recieves: active", ReaderCodes.UnknownKey, 4, 5);
        finding.Message.ShouldBe("`recieves` is not a key of `unilevel`.");
        finding.Remedy.ShouldStartWith("Did you mean `receives`? Allowed: `of`, ");
    }

    [Fact]
    public void UnknownKey_NearNothing_ListsTheAllowed()
    {
        Only("refunds: { xyzzyplugh: 3 }", ReaderCodes.UnknownKey, 1, 12).Remedy.ShouldBe(
            "Allowed: `within days`, `deducted from`.");
    }

    [Fact]
    public void KeyWrittenTwice_IsFoundAtTheSecond() =>
        Only("decimals: 2\ndecimals: 3", ReaderCodes.DuplicateKey, 2, 1).Message.ShouldBe("`decimals` is written twice.");

    [Fact]
    public void NameWrittenTwice_IsFoundAtTheSecond() =>
        Only("volumes:\n  PV:\n  PV: { decimals: 3 }", ReaderCodes.DuplicateKey, 3, 3).Message.ShouldBe("`PV` is written twice.");

    [Fact]
    public void RowWrittenTwice_IsFoundAtTheSecond() =>
        Only("measures:\n  m: { by: rank, Gold: 1, Gold: 2 }", ReaderCodes.DuplicateKey, 2, 27);

    [Fact]
    public void RequiredKeyMissing_IsFoundAtTheMapping()
    {
        var finding = Only("bonuses:\n  - unilevel: Team\n    rate: 5%", ReaderCodes.MissingKey, 2, 5);
        finding.Message.ShouldBe("The key `of` is missing in `unilevel`.");
        finding.Remedy.ShouldBe("Add `of`: such as `of: CV`.");
    }

    [Fact]
    public void Generations_WithoutGeneration_IsMissingAKey() =>
        Only("bonuses:\n  - generations: Lead\n    of: CV", ReaderCodes.MissingKey, 2, 5).Message
            .ShouldBe("The key `generation` is missing in `generations`.");

    [Fact]
    public void RequiredKeyOfAShortForm_IsMissing_WhenNothingIsWritten() =>
        Only("ranks:\n  ladder:\n    - \n    - Gold", ReaderCodes.MissingKey, 3, 6).Message.ShouldBe(
            "The key `rank` is missing in an entry of `ladder`.");

    [Theory]
    [InlineData("decimals: [2]", 1, 11, "`decimals` is given a list.", "Write a whole number.")]
    [InlineData("notes: { a: b }", 1, 8, "`notes` is given a mapping.", "Write a text.")]
    [InlineData("decimals:", 1, 1, "`decimals` is given nothing.", "Write a whole number.")]
    [InlineData("volumes: [PV]", 1, 10, "`volumes` is given a list.", null)]
    [InlineData("refunds: 30", 1, 10, "`refunds` is given a single value.",
        "Write a mapping with the keys `within days`, `deducted from`.")]
    [InlineData("caps: { cap: x }", 1, 7, "`caps` is given a mapping.", null)]
    [InlineData("bonuses:\n  - unilevel", 2, 5, "An entry of `bonuses` is given a single value.", null)]
    [InlineData("markets: [DE, [VN]]", 1, 15, "An entry of `markets` is given a list.", "Write a text.")]
    [InlineData("refunds: { deducted from: [{ a: b }] }", 1, 28, "An entry of `deducted from` is given a mapping.",
        "Write a formula.")]
    public void WrongKind_IsFoundAtTheValue(string lines, int line, int column, string message, string? remedy)
    {
        var finding = Only(lines, ReaderCodes.WrongKind, line, column);
        finding.Message.ShouldBe(message);
        if (remedy is not null)
            finding.Remedy.ShouldBe(remedy);
    }

    [Theory]
    [InlineData("decimals: two", 1, 11, "`decimals` is `two`, which is not a whole number.", "Write a whole number.")]
    [InlineData("decimals: 2.5", 1, 11, "`decimals` is `2.5`, which is not a whole number.", "Write a whole number.")]
    [InlineData("decimals: 99999999999", 1, 11, "`decimals` is `99999999999`, which is not a whole number.",
        "Write a whole number.")]
    [InlineData("volumes: { PV: { money: maybe } }", 1, 25, "`money` is `maybe`, which is not `yes` or `no`.",
        "Write `yes` or `no`.")]
    [InlineData(
        "calendar: { anchor: 2026-02-30 }", 1, 21, "`anchor` is `2026-02-30`, which is not a date such as `2026-01-31`.",
        "Write a date such as `2026-01-31`.")]
    [InlineData(
        "calendar: { starts on: Munday }", 1, 24, "`starts on` is `Munday`, which is not a weekday such as `Monday`.",
        "Did you mean `Monday`? Allowed: `Monday`, `Tuesday`, `Wednesday`, `Thursday`, `Friday`, `Saturday`, `Sunday`.")]
    [InlineData(
        "rounding: half-up", 1, 11, "`rounding` is `half-up`, which is not one of its words.",
        "Did you mean `half up`? Allowed: `half up`, `half even`, `half down`, `toward zero`, `away from zero`.")]
    [InlineData("refunds: { deducted from: ' ' }", 1, 27, "`deducted from` is ``, which is not a formula.",
        "Write a formula, such as `[QV]`.")]
    [InlineData("volumes: { '': PV }", 1, 12, "A name in `volumes` is empty.", "Write a name before the colon.")]
    public void WrongValue_IsFoundAtTheValue(string lines, int line, int column, string message, string remedy)
    {
        var finding = Only(lines, ReaderCodes.WrongValue, line, column);
        (finding.Message, finding.Remedy).ShouldBe((message, remedy));
    }

    [Fact]
    public void FormulaCutAtAComma_IsFoundInEachPart()
    {
        var findings = Read(SamplePlans.Smallest + "\nranks: { ladder: [{ rank: Gold, needs: [PV > 1, min(PV, GV) > 3] }] }");
        findings.Select(finding => (finding.Code, finding.Place.Line - LinesOfSmallest, finding.Place.Column))
            .ShouldBe([(ReaderCodes.WrongValue, 1, 49), (ReaderCodes.WrongValue, 1, 57)]);
        findings[0].Message.ShouldBe("An entry of `needs` is `min(PV`, whose parentheses do not match.");
        findings[0].Remedy.ShouldBe("Between `[ ]` or `{ }` a comma ends the value: put a formula that contains one in quotes.");
    }

    [Theory]
    [InlineData("min(PV, (GV)) > 3")]
    [InlineData("'\"50)50\" > 3'")]
    public void FormulaWhoseParenthesesMatch_IsRead(string formula) =>
        Read(SamplePlans.Smallest + "\nmeasures:\n  m: " + formula).ShouldBeEmpty();

    [Fact]
    public void BonusOfUnknownKind_SuggestsTheNearest_AndIsCheckedAsThat()
    {
        var findings = Read(SamplePlans.Smallest + "\nbonuses:\n  - unilevle: Team\n    of: CV\n    rat: 5%");
        findings.Select(finding => (finding.Code, finding.Place.Line - LinesOfSmallest, finding.Place.Column))
            .ShouldBe([(ReaderCodes.UnknownBonus, 2, 5), (ReaderCodes.UnknownKey, 4, 5)]);
        findings[0].Remedy.ShouldStartWith("Did you mean `unilevel`?");
    }

    [Fact]
    public void BonusWhoseKindIsNotFirst_IsFoundAtTheKind() =>
        Only("bonuses:\n  - of: CV\n    unilevel: Team", ReaderCodes.BonusHeadFirst, 3, 5).Remedy.ShouldBe(
            "Begin the bonus with `unilevel: `.");

    [Fact]
    public void TableWithoutBy_SaysSo()
    {
        var finding = Only("bonuses:\n  - rebate: Own\n    rate: { from 300: 6% }", ReaderCodes.TableWithoutBy, 3, 11);
        finding.Message.ShouldBe("`rate` is a table without `by`.");
        finding.Remedy.ShouldBe("Say what its rows are keyed by, such as `{ by: group PV, from 300: 6%, from 1500: 9% }`.");
    }

    [Theory]
    [InlineData("rate: { by: GV }", 11)]
    [InlineData("rate: []", 11)]
    [InlineData("rate: { by: rank, Gold: { by: GV } }", 29)]
    public void TableWithoutContent_IsFound(string rate, int column) =>
        Only("bonuses:\n  - rebate: Own\n    " + rate, ReaderCodes.EmptyTable, 3, column);

    [Theory]
    [InlineData("{ by: GV, from: 6% }", 21, "Write `from 300`, `above 300`, a name, or `otherwise`.")]
    [InlineData("{ by: GV, brackets: margin, from 1: 6% }", 31, "Did you mean `marginal`? Allowed: `whole`, `marginal`.")]
    public void TableWithAWrongRow_IsFound(string rate, int column, string remedy) =>
        Only("bonuses:\n  - rebate: Own\n    rate: " + rate, ReaderCodes.WrongValue, 3, column).Remedy.ShouldBe(remedy);

    [Theory]
    [InlineData("notes: &a text", 8, ReaderCodes.Anchor)]
    [InlineData("notes: *a", 8, ReaderCodes.Anchor)]
    [InlineData("notes: !secret text", 8, ReaderCodes.Tag)]
    public void PartsOfYamlThatAPlanMayNotUse_AreFoundOnce(string line, int column, string code) => Only(line, code, 1, column);

    [Fact]
    public void SecondDocument_IsFoundWhereItBegins() => Only("---\nplan: Other", ReaderCodes.Documents, 1, 1);

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n\n")]
    public void EmptyText_IsFoundAtItsBeginning(string text)
    {
        var (plan, findings) = PlanReader.Read(text, "plan.yaml");
        plan.ShouldBeNull();
        findings.ShouldHaveSingleItem().ToString().ShouldStartWith("plan.yaml:1:1: error empty: The file is empty.");
    }

    [Fact]
    public void BrokenYaml_IsFoundWithItsLine()
    {
        var (plan, findings) = PlanReader.Read("plan: Aurora\nversion: [1, 2\nzone: x\n", "plan.yaml");
        plan.ShouldBeNull();
        var finding = findings.ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line).ShouldBe((ReaderCodes.Yaml, 3));
    }

    [Theory]
    [InlineData("notes: a: b", 9, "A value that contains `: ` needs quotes; a key belongs on a line of its own.")]
    [InlineData("notes: @home", 8, "A value that begins with `%`, `@` or a backtick needs quotes.")]
    public void BrokenYaml_OfTheUsualKinds_IsExplained(string line, int column, string remedy) =>
        Only(line, ReaderCodes.Yaml, 1, column).Remedy.ShouldBe(remedy);

    [Fact]
    public void Tab_AsIndentation_IsNamedInTheRemedy()
    {
        var finding = Read("plan: Aurora\nvolumes:\n\tPV:\n").ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line, finding.Place.Column).ShouldBe((ReaderCodes.Yaml, 3, 1));
        finding.Remedy.ShouldBe("Indent with spaces, not with tabs.");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void DepthBomb_IsAnErrorWithAPlace(string opening)
    {
        var finding = Read(string.Concat(Enumerable.Repeat(opening, 100_000))).ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line).ShouldBe((ReaderCodes.TooDeep, 1));
    }

    [Fact]
    public void TextLargerThanAPlanCanBe_IsRefusedUnread()
    {
        var finding = Read(new string('#', YamlTree.LongestText + 1)).ShouldHaveSingleItem();
        finding.Code.ShouldBe(ReaderCodes.TooLarge);
    }

    [Fact]
    public void MoreErrorsThanAnybodyReads_AreCutOffWithAFindingThatSaysSo()
    {
        var findings = Read(
            SamplePlans.Smallest + "\n" + string.Join("\n", Enumerable.Range(0, 600).Select(i => $"unknown{i}: 1")));
        findings.Count.ShouldBe(501);
        findings[^1].Code.ShouldBe(ReaderCodes.TooMany);
        findings[^1].Place.Line.ShouldBe(LinesOfSmallest + 501);
    }

    [Fact]
    public void AllErrors_AreReportedAtOnce_InTheOrderOfTheirPlaces()
    {
        const string Text = """
            plan: Aurora
            version: three
            efective: 2026-01-01
            currency: EUR
            rounding: up
            volumes:
              PV: { decimal: 2 }
            measures:
              GV: { sum: PV, take: bigest }
            ranks:
              ladder: Gold
            bonuses:
              - unilevel: Team
                rate: { Gold: 5% }
            """;
        Read(Text).Select(finding => (finding.Code, finding.Place.Line, finding.Place.Column)).ShouldBe(
        [
            (ReaderCodes.MissingKey, 1, 1), // effective
            (ReaderCodes.MissingKey, 1, 1), // zone
            (ReaderCodes.WrongValue, 2, 10),
            (ReaderCodes.UnknownKey, 3, 1),
            (ReaderCodes.WrongValue, 5, 11),
            (ReaderCodes.UnknownKey, 7, 9),
            (ReaderCodes.WrongValue, 9, 24),
            (ReaderCodes.WrongKind, 11, 11),
            (ReaderCodes.MissingKey, 13, 5), // of
            (ReaderCodes.TableWithoutBy, 14, 11),
        ]);
    }

    [Fact]
    public void PlanWithErrors_IsReadAsFarAsPossible()
    {
        var (plan, findings) = PlanReader.Read(SamplePlans.Smallest + "\ndecimals: two\nmarkets: [DE]", "plan.yaml");
        findings.Count.ShouldBe(1);
        plan.ShouldNotBeNull();
        plan.Decimals.ShouldBe(2);
        plan.Markets.ShouldBe(["DE"]);
    }
}

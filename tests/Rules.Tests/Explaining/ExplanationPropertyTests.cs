using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Explaining;

/// <summary>For the plans of all published vectors and random companies: every line is derived again to its own amount.</summary>
public class ExplanationPropertyTests
{
    private static readonly string Vectors = Path.Combine(Repository.Root, "tests", "Vectors.Tests", "vectors");

    private static readonly string[] Names =
    [
        .. Directory.EnumerateFiles(Vectors, "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Vectors, path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The plans, by their path below the folder of vectors.</summary>
    public static TheoryData<string> Plans { get; } = new(Names);

    private static Plan Read(string name)
    {
        var (plan, findings) = PlanChecker.Check(File.ReadAllText(Path.Combine(Vectors, name)), name);
        return plan.ShouldNotBeNull(string.Join('\n', findings.Select(finding => finding.Message)));
    }

    private static IEnumerable<(string Name, Explainer Explainer)> Periods(Plan plan, int seeds)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var company = new RandomCompany(plan, seed);
            var first = company.First();
            var explainer = Explanation.Of(plan, first);
            yield return ($"seed {seed}", explainer);
            if (company.Second(first, explainer.Result) is { } second)
            {
                yield return ($"seed {seed}, second period", Explanation.Of(plan, second));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Line_OfARandomCompany_IsRecomputedToItsAmount(string name)
    {
        var plan = Read(name);
        foreach (var (period, explainer) in Periods(plan, 3))
        {
            for (var line = 1; line <= explainer.Result.Lines.Count; line++)
            {
                // Line throws where the amount computed again is another one; the text must say the same amount.
                var reason = explainer.Line(line);

                var amount = explainer.Result.Lines.Amount[line - 1];
                reason.Facts.Single(fact => fact.Name == "amount").Units.ShouldBe(amount, $"{period}, line {line}");
                reason.Because.ShouldNotBeEmpty($"{period}, line {line}");
                var last = reason.Because[^1].Facts.FirstOrDefault(fact => fact.Name == "amount");
                if (explainer.Result.Lines.Kind[line - 1] == LineKind.Pay && last is not null)
                {
                    last.Units.ShouldBe(amount, $"{period}, line {line}:\n{ExplanationText.Render(reason)}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Seller_OfARandomCompany_MissesOnlyWhatARequirementForbids(string name)
    {
        var plan = Read(name);
        foreach (var (period, explainer) in Periods(plan, 3))
        {
            for (var seller = 0; seller < explainer.Result.Sellers.Count; seller++)
            {
                var explained = explainer.Seller(explainer.Result.Sellers[seller]);

                explained.Missed.ShouldAllBe(missed => !missed.Failed.Met && missed.Amount.Units != 0);
                explained.Lines.Sum(line => line.Amount.Units!.Value).ShouldBe(Earned(explainer.Result.Lines, seller), period);
                ExplanationText.Render(explained.ToReason()).ShouldStartWith(explained.Seller);
            }
        }
    }

    [Fact]
    public void Lines_OfAllRandomCompanies_AreOfEveryKind()
    {
        // What is never met proves nothing: pay, cuts, clawbacks, accruals and corrections all occur in the companies above.
        var kinds = Names.SelectMany(name => Periods(Read(name), 3)).SelectMany(entry => entry.Explainer.Result.Lines.Kind).ToList();

        kinds.Distinct().Order().ShouldBe(Enum.GetValues<LineKind>());
        kinds.Count(kind => kind == LineKind.Pay).ShouldBeGreaterThan(3_000);
        kinds.Count(kind => kind == LineKind.Clawback).ShouldBeGreaterThan(300);
    }

    private static long Earned(Lines lines, int seller) =>
        Enumerable.Range(0, lines.Count).Where(line => lines.Payee[line] == seller).Sum(line => lines.Amount[line]);
}

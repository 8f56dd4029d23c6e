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

    /// <summary>The plans, by their path below the folder of vectors.</summary>
    public static TheoryData<string> Plans { get; } =
        new(Directory.EnumerateFiles(Vectors, "*.yaml", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Vectors, path)).Order(StringComparer.Ordinal));

    private static Plan Read(string name)
    {
        var (plan, findings) = PlanChecker.Check(File.ReadAllText(Path.Combine(Vectors, name)), name);
        return plan.ShouldNotBeNull(string.Join('\n', findings.Select(finding => finding.Message)));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Line_OfARandomCompany_IsRecomputedToItsAmount(string name)
    {
        var plan = Read(name);
        for (var seed = 1; seed <= 5; seed++)
        {
            var explainer = Explanation.Of(plan, new RandomCompany(plan, seed).ToSnapshot());
            for (var line = 1; line <= explainer.Result.Lines.Count; line++)
            {
                // Line throws where the amount computed again is another one; the text must say the same amount.
                var reason = explainer.Line(line);

                var amount = explainer.Result.Lines.Amount[line - 1];
                reason.Facts.Single(fact => fact.Name == "amount").Units.ShouldBe(amount, $"seed {seed}, line {line}");
                reason.Because.ShouldNotBeEmpty($"seed {seed}, line {line}");
                var last = reason.Because[^1].Facts.FirstOrDefault(fact => fact.Name == "amount");
                if (explainer.Result.Lines.Kind[line - 1] == LineKind.Pay && last is not null)
                {
                    last.Units.ShouldBe(amount, $"seed {seed}, line {line}:\n{ExplanationText.Render(reason)}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Seller_OfARandomCompany_MissesOnlyWhatARequirementForbids(string name)
    {
        var plan = Read(name);
        for (var seed = 1; seed <= 3; seed++)
        {
            var explainer = Explanation.Of(plan, new RandomCompany(plan, seed).ToSnapshot());
            for (var seller = 0; seller < explainer.Result.Sellers.Count; seller++)
            {
                var explained = explainer.Seller(explainer.Result.Sellers[seller]);

                explained.Missed.ShouldAllBe(missed => !missed.Failed.Met && missed.Amount.Units != 0);
                explained.Lines.Sum(line => line.Amount.Units!.Value).ShouldBe(Earned(explainer.Result.Lines, seller), $"seed {seed}");
                ExplanationText.Render(explained.ToReason()).ShouldStartWith(explained.Seller);
            }
        }
    }

    private static long Earned(Lines lines, int seller) => Enumerable.Range(0, lines.Count).Where(line => lines.Payee[line] == seller).Sum(line => lines.Amount[line]);
}

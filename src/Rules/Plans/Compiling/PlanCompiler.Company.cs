using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Formulas about the company as a whole: funds, and limits on everything that it pays.</summary>
internal sealed partial class PlanCompiler
{
    /// <summary>Refuses formulas about one seller where the company is meant; they would take the value of whoever stands first.</summary>
    private void CheckCompanyFormulas()
    {
        foreach (var share in bonuses.OfType<ShareRule>())
        {
            CheckOfCompany(share.Fund, share.Document.At("fund"), $"The fund of '{share.Name}'");
            CheckOfCompany(share.OutOf, share.Document.At("out of"), $"What the fund of '{share.Name}' is divided by");
        }

        foreach (var bonus in bonuses.Where(bonus => bonus is { CapPer: CapPer.Company, Cap: not null }))
        {
            CheckLimitOfCompany(bonus.Cap!, bonus.Document.Cap!.AtMost, bonus.Document.At("cap"), $"The cap of '{bonus.Name}'");
        }

        foreach (var cap in caps.Where(cap => cap is { Document.Per: CapPer.Company, AtMost: not null }))
        {
            CheckLimitOfCompany(cap.AtMost!, cap.Document.AtMost, cap.Document.At("at most"), $"The cap '{cap.Document.Name}'");
        }
    }

    private void CheckLimitOfCompany(CompiledTable limit, Table? written, Place place, string what)
    {
        foreach (var formula in limit.Expressions)
        {
            CheckOfCompany(formula, place, what);
        }

        if (written?.Value?.Text is { } text && text.TrimEnd().EndsWith('%') && Rate.TryParse(text, out _))
        {
            Error("wrong-value", place, $"{what} is {text}, but not of what.", $"Write '{text} * company CV', with the plan's own volume.");
        }
    }

    private void CheckOfCompany(Expression? formula, Place place, string what)
    {
        if (formula is not null && OfOneSeller(formula, []) is { } part)
        {
            Error("wrong-value", place, $"{what} is one sum for the company, but '{part.Text}' is about a single seller.",
                $"Write 'company {part.Text}'.");
        }
    }

    /// <summary>The first part of a formula that differs from seller to seller, or null.</summary>
    private Expression? OfOneSeller(Expression formula, HashSet<int> seen) => formula switch
    {
        CompanyTotal => null,
        Column { Key: { Kind: ColumnKind.Measure, Index: var index } } => !seen.Add(index) || IsOfCompany(measures[index].Spec, seen) ? null : formula,
        Formulas.Column or Elsewhere => formula,
        _ => formula.Parts.Select(part => OfOneSeller(part, seen)).FirstOrDefault(part => part is not null),
    };

    private bool IsOfCompany(MeasureSpec spec, HashSet<int> seen) => spec.Kind switch
    {
        MeasureKind.Formula => OfOneSeller(spec.Of!, seen) is null,
        MeasureKind.Table => spec.Table!.Expressions.All(part => OfOneSeller(part, seen) is null),
        _ => spec is { Over: Scope.Company, Kind: not (MeasureKind.Legs or MeasureKind.Upline or MeasureKind.Customers or MeasureKind.Place) },
    };

    /// <summary>Refuses a bonus that gives both a rate and an amount.</summary>
    private void CheckRateOrAmount(BonusDocument bonus)
    {
        if (bonus is GrantDocument { Rate: not null, Amount: not null } or WalkDocument { Rate: not null, Amount: not null })
        {
            Error("wrong-value", bonus.At("amount"), $"The bonus '{bonus.Name}' gives both 'rate' and 'amount'.", "Leave one of them out.");
        }
    }
}

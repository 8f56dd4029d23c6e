using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Bonuses that pay for people who joined, with no sale behind it.</summary>
/// <remarks>
/// A sale stands behind a bonus whose base or amount comes from volume, or whose conditions ask for volume of somebody else.
/// What the payee must buy themselves to receive it is no such sale: it makes the pay dearer, not the recruit a customer.
/// </remarks>
internal sealed class RecruitingPay
{
    private readonly Plan plan;
    private readonly FormulaReach reach;
    private readonly HashSet<int> withSales = [];

    public RecruitingPay(Plan plan)
    {
        this.plan = plan;
        reach = new FormulaReach(plan, throughRanks: true);
        foreach (var bonus in plan.Bonuses.Where(HasSale))
        {
            withSales.Add(bonus.Index);
        }
    }

    /// <summary>The bonuses that pay for recruiting.</summary>
    public IEnumerable<BonusRule> Bonuses =>
        plan.Bonuses.Where(bonus => !withSales.Contains(bonus.Index) && bonus is not CustomRule && PaysForPeople(bonus));

    /// <summary>A warning for each of them.</summary>
    public IEnumerable<Finding> Find() =>
        Bonuses.Select(bonus => new Finding(Severity.Warning, "pays-for-recruiting", bonus.Document.Place,
        $"'{bonus.Name}' pays for people who join: no sale stands behind it.",
        "Pay on volume, or ask for it: 'at least 1 recruits where PV >= 100'."));

    private bool HasSale(BonusRule bonus) =>
        ReadsSales(bonus.Reads.Except(OfThePayee(bonus))) || OfThePayee(bonus).Any(AsksOthersForSales);

    /// <summary>The conditions on the payee.</summary>
    private static IEnumerable<Expression> OfThePayee(BonusRule bonus) =>
        bonus.PayableWhen is null ? bonus.Receives : bonus.Receives.Append(bonus.PayableWhen);

    private bool ReadsSales(IEnumerable<Expression> formulas) => reach.Parts(formulas).Any(part => part
        is Column { Key.Kind: ColumnKind.Volume } or OrderColumn { IsVolume: true } or CustomerVolume
        || (part is Column { Key.Kind: ColumnKind.Earnings } earnings && withSales.Contains(earnings.Key.Index)));

    private bool AsksOthersForSales(Expression condition) => reach.Parts([condition]).Any(part =>
        (CountsPeople(part) || part is Elsewhere || FormulaReach.IsRank(part)) && ReadsSales([part]));

    /// <summary>Whether people who join are what it pays for: it counts them or asks when they joined, or it pays a
    /// fixed sum up a tree.</summary>
    private bool PaysForPeople(BonusRule bonus)
    {
        var parts = reach.Parts(bonus.Reads);
        return parts.Any(part => CountsPeople(part) || IsJoining(part))
            || (bonus is WalkRule or BoardRule or PairRule && !parts.Any(IsFromOutside));
    }

    private static bool IsJoining(Expression part) => part is NumberOfSellers or Column
    {
        Key.Kind: ColumnKind.New or ColumnKind.Enrolled or ColumnKind.DaysSinceEnrolled or ColumnKind.MonthsSinceEnrolled
    };

    /// <summary>Whether a part is a number that the plan is given, of which it cannot know what it came from.</summary>
    private static bool IsFromOutside(Expression part) => part is Column { Key.Kind: ColumnKind.Earnings }
        or Column { Key.Kind: ColumnKind.Attribute, Unit: Unit.Money or Unit.Volume or Unit.Number }
            or OrderColumn { Field: OrderField.Attribute };

    /// <summary>Whether a part looks at other people: a measure over a scope, or customers.</summary>
    private bool CountsPeople(Expression part) => reach.MeasureOf(part)?.Spec is { } spec
        && (spec.Over is not (Scope.Self or Scope.Owner or Scope.Dropped) || spec.Kind is MeasureKind.Customers
            or MeasureKind.Legs)
        && spec.Kind is not (MeasureKind.Formula or MeasureKind.Table or MeasureKind.Place);
}

using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>Holds a plan against the laws of its markets. No advice of a lawyer: what a machine can see, nothing
/// more.</summary>
internal sealed class MarketLaws(Plan plan, PayoutBound bound, RecruitingPay recruiting)
{
    private readonly FormulaReach reach = new(plan);

    public IEnumerable<Finding> Find() => plan.Document.Markets.Distinct()
        .SelectMany(market => MarketLaw.All.Where(law => law.Market == market)).SelectMany(Broken);

    private IEnumerable<Finding> Broken(MarketLaw law) => law.Forbids switch
    {
        Forbids.PayForRecruiting =>
            recruiting.Bonuses.Select(bonus => Warning(law, bonus.Document.Place, $"'{bonus.Name}' pays for recruiting")),
        Forbids.PayOnOthersSales => plan.Bonuses.Where(PaysOnOthersSales)
            .Select(bonus => Warning(law, bonus.Document.Place, $"'{bonus.Name}' pays on the sales of others")),
        Forbids.PayAboveShare => AboveShare(law),
        Forbids.PayLessThanMonthly => plan.Document.Calendar is { Every: CalendarKind.Quarter or CalendarKind.Year } calendar
            ? [Warning(law, calendar.At("every"), "the plan pays less often")]
            : [],
        Forbids.PayBlindToCustomers => plan.Bonuses.Count == 0 || TellsCustomersApart() ? []
            : [Warning(law, plan.Document.At("markets"), "nothing in the plan asks who bought",
                "Use 'buyer is customer' in a volume's 'where', or count 'customers', where it decides who is paid.")],
        _ => throw new InvalidOperationException($"Unknown rule {law.Forbids}."),
    };

    private IEnumerable<Finding> AboveShare(MarketLaw law)
    {
        var most = PayShare.Of(new Rate(law.Percent, 100));
        return plan.Volumes
            .Where(volume => volume.Document.Purpose == VolumePurpose.Pay && bound.Total(volume.Index).Exceeds(most))
            .Select(volume => Warning(law, bound.Parts(volume.Index)[0].Place,
                $"of '{volume.Name}' the plan can pay {bound.Breakdown(volume.Index)}",
                $"Lower the rates, or cap the company's pay: 'at most: {law.Percent}% * company {volume.Name}'."));
    }

    private bool PaysOnOthersSales(BonusRule bonus) => bonus is WalkRule or PairRule or ShareRule
        || (bonus is GrantRule grant && (grant.Document.To == "parent" || reach.Parts(BaseOf(grant)).Any(LooksAtOthers)));

    private static IEnumerable<Expression> BaseOf(GrantRule grant) =>
        new[] { grant.Of, grant.LessLegs }.OfType<Expression>().Concat(grant.Amount?.Expressions ?? []);

    private bool LooksAtOthers(Expression part) => part is Elsewhere or CompanyTotal
        || reach.MeasureOf(part)?.Spec is
        {
            Kind: not (MeasureKind.Formula or MeasureKind.Table or MeasureKind.Customers),
            Over: not Scope.Self
        };

    private bool TellsCustomersApart() => reach.Parts(plan.Bonuses.SelectMany(bonus => bonus.Reads)
            .Concat(plan.Ladder.SelectMany(rank => rank.Needs))
            .Concat(plan.VolumeRules.Select(volume => volume.Where).OfType<Expression>()))
        .Any(part => part is OrderColumn { Field: OrderField.ByCustomer } or CustomerVolume
            || reach.MeasureOf(part)?.Spec.Kind == MeasureKind.Customers);

    private static Finding Warning(MarketLaw law, Place place, string what, string? remedy = null) =>
        new(Severity.Warning, "market-law", place, $"{law.Market}: {what}, but {law.Says} ({law.Law}).",
            remedy ?? $"Change the plan for {law.Market}, or take {law.Market} out of its markets.");
}

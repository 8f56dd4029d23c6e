using Compensation.Rules.Closing;

namespace Compensation.Rules.Explaining;

/// <summary>Represents one seller's period explained: the rank card, the measures, what is paid, and what is not and why.</summary>
/// <param name="Seller">The seller's id.</param>
/// <param name="Period">The period's name.</param>
/// <param name="Ranks">What each rank of the ladder asks for and what the seller has; null for a plan without ranks.</param>
/// <param name="Measures">The plan's volumes and named measures with the seller's values.</param>
/// <param name="Lines">The numbers, from 1, of the seller's lines: pay, cuts by limits, clawbacks, accruals, corrections.</param>
/// <param name="Payments">What is paid out to the seller.</param>
/// <param name="Missed">What others' (or own) sales would have brought but for a requirement, the largest amounts first.</param>
/// <param name="Notes">What the explanation leaves out.</param>
public sealed record SellerExplanation(
    string Seller, string Period, RankCard? Ranks, IReadOnlyList<Fact> Measures, IReadOnlyList<SellerLine> Lines,
    IReadOnlyList<Payment> Payments, IReadOnlyList<MissedPay> Missed, IReadOnlyList<string> Notes)
{
    /// <summary>The places in trees that a rule has given to the seller, and why there.</summary>
    public IReadOnlyList<Reason> Places { get; init; } = [];

    /// <summary>The explanation as a tree of reasons.</summary>
    public Reason ToReason()
    {
        var parts = new List<Reason>();
        if (Ranks is not null)
        {
            parts.Add(Ranks.ToReason());
        }

        parts.Add(new Reason("places") { Because = Places });
        parts.Add(new Reason("measures") { Because = [.. Measures.Select(measure => new Reason($"{measure.Name} = {measure.Text}") { Facts = [measure] })] });
        parts.Add(new Reason("lines") { Because = [.. Lines.Select(line => line.ToReason())] });
        parts.Add(new Reason("payments") { Because = [.. Payments.Select(Tell)] });
        parts.Add(new Reason("not paid") { Because = [.. Missed.Select(missed => missed.ToReason())] });
        return new Reason($"{Seller} in {Period}")
        {
            Facts = [Fact.Seller("seller", Seller)],
            Because = [.. parts.Where(part => part.Because.Count > 0), .. Notes.Select(note => new Reason(note))],
        };
    }

    /// <summary>A requirement as a reason.</summary>
    internal static Reason Tell(Requirement requirement) => new(requirement.ToString())
    {
        Facts = [new Fact("met", requirement.Met ? "yes" : "no", Plans.Formulas.Unit.Flag, requirement.Met ? 1 : 0),
            .. new[] { requirement.Actual, requirement.Required, requirement.Gap }.OfType<Fact>()],
        Because = [.. requirement.AnyOf.Select(Tell)],
    };

    private static Reason Tell(Payment payment)
    {
        var amount = Fact.Of("amount", payment.Amount, payment.Decimals, Plans.Formulas.Unit.Money);
        var due = NodaTime.Text.LocalDatePattern.Iso.Format(payment.Due);
        return new Reason($"{amount.Text} {payment.Currency} into {payment.Wallet} on {due}, of {payment.Of}")
        {
            Facts =
            [
                amount, new Fact("currency", payment.Currency), new Fact("wallet", payment.Wallet), new Fact("due", due, Plans.Formulas.Unit.Date),
                new Fact("of", payment.Of),
            ],
        };
    }
}

/// <summary>Represents one of the seller's commission lines.</summary>
/// <param name="Number">Its number in the result, from 1.</param>
/// <param name="Text">The line in words.</param>
/// <param name="Bonus">The bonus or cap.</param>
/// <param name="Kind">What kind of line it is.</param>
/// <param name="Amount">The amount.</param>
public sealed record SellerLine(int Number, string Text, string Bonus, LineKind Kind, Fact Amount)
{
    internal Reason ToReason() => new(Text)
    {
        Facts = [Fact.Of("line", Number, 0, Plans.Formulas.Unit.Count), new Fact("bonus", Bonus), new Fact("kind", Kind.ToString()), Amount],
    };
}

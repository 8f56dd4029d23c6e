using Compensation.Grains.Payouts;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Periods;

/// <summary>Represents what finance, or the program itself, asks for about a period.</summary>
/// <param name="Request">The id of this request, unique in the period; the same again gives the first answer again.</param>
/// <param name="By">Who asks: a person, or the name of the program's own worker.</param>
/// <param name="At">When, by the clock of the program; not part of the content.</param>
public abstract record PeriodCommand(string Request, string By, Instant At)
{
    /// <summary>The SHA-256 of everything but request id and time: two commands of the same content have the same.</summary>
    public string ContentHash()
    {
        var bytes = new CanonicalBytes(GetType().Name).Text(By);
        Write(bytes);
        return bytes.Hash();
    }

    private protected abstract void Write(CanonicalBytes bytes);

    /// <summary>Opens the period.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="At">When.</param>
    /// <param name="Period">The period as the plan's calendar has it.</param>
    /// <param name="PlanVersion">The version of the plan that it is opened with.</param>
    public sealed record Open(string Request, string By, Instant At, Period Period, int PlanVersion) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Period.Name).Number(PlanVersion);
    }

    /// <summary>Begins to close the period.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="At">When; not before the cut-off.</param>
    /// <param name="AsOf">The ledger's sequence that is closed; the first one holds, also after a crash.</param>
    public sealed record BeginClose(string Request, string By, Instant At, long AsOf) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Number(AsOf);
    }

    /// <summary>Notes how far the calculation is.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="At">When.</param>
    /// <param name="Progress">How far it is.</param>
    public sealed record RecordProgress(string Request, string By, Instant At, CloseProgress Progress) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) =>
            bytes.Number((long)Progress.Step).Number(Progress.Done).Number(Progress.Of);
    }

    /// <summary>Notes the result of the calculation.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="At">When.</param>
    /// <param name="Result">The result.</param>
    /// <param name="Live">How it compares with the live result; null for a restatement, which has none.</param>
    public sealed record RecordResult(string Request, string By, Instant At, RunResult Result, LiveComparison? Live)
        : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes)
        {
            bytes.Number(Result.Run).Text(Result.Root).Number(Result.Earned).Text(Result.Review);
            Result.Payments.Write(bytes);
            bytes.Number(Live?.Compared ?? -1).Number(Live?.Different ?? -1).Text(Live?.Where);
        }
    }

    /// <summary>Approves the result.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who approves: somebody who had no hand in it.</param>
    /// <param name="At">When.</param>
    /// <param name="Root">The root of the run package that is approved.</param>
    public sealed record Approve(string Request, string By, Instant At, string Root) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Root);
    }

    /// <summary>Rejects the result, or gives up a calculation that has begun.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who rejects.</param>
    /// <param name="At">When.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Reject(string Request, string By, Instant At, string Reason) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Reason);
    }

    /// <summary>Notes that payouts were prepared.</summary>
    /// <param name="Request">The request's id: the batch.</param>
    /// <param name="By">Who prepares.</param>
    /// <param name="At">When.</param>
    /// <param name="Prepared">The payouts of this batch.</param>
    /// <param name="HeldBack">The payouts of the run that are held back then.</param>
    public sealed record PreparePayouts(string Request, string By, Instant At, PayoutTotals Prepared, PayoutTotals HeldBack)
        : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes)
        {
            Prepared.Write(bytes);
            HeldBack.Write(bytes);
        }
    }

    /// <summary>Notes that payouts have arrived, some or all.</summary>
    /// <param name="Request">The request's id: the bank's statement.</param>
    /// <param name="By">Who confirms.</param>
    /// <param name="At">When.</param>
    /// <param name="Confirmed">The payouts that have arrived.</param>
    public sealed record ConfirmPayouts(string Request, string By, Instant At, PayoutTotals Confirmed) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => Confirmed.Write(bytes);
    }

    /// <summary>Begins to calculate a paid period again.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="At">When.</param>
    /// <param name="AsOf">The ledger's sequence that is calculated from.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Restate(string Request, string By, Instant At, long AsOf, string Reason) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Number(AsOf).Text(Reason);
    }

    /// <summary>Notes that the differences of an approved restatement were posted as adjustments.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who posts.</param>
    /// <param name="At">When.</param>
    /// <param name="Into">The open period that they were posted into.</param>
    /// <param name="Adjustments">How many there are.</param>
    /// <param name="Amount">Their sum in smallest units of the plan's currency.</param>
    public sealed record PostDifferences(string Request, string By, Instant At, string Into, int Adjustments, long Amount)
        : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Into).Number(Adjustments).Number(Amount);
    }

    /// <summary>Sets a rank or an amount by hand. The request's id is the override's.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who overrides.</param>
    /// <param name="At">When.</param>
    /// <param name="Target">What is set.</param>
    /// <param name="Value">The rank by its word's number in the ledger, or the amount in smallest units of the plan's currency.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Override(string Request, string By, Instant At, OverrideTarget Target, long Value, string Reason)
        : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) =>
            bytes.Text(Target.Seller).Text(Target.Bonus).Text(Target.Source).Text(Target.Order).Number(Value).Text(Reason);
    }

    /// <summary>Withdraws an override.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who withdraws.</param>
    /// <param name="At">When.</param>
    /// <param name="OverrideId">The override.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Withdraw(string Request, string By, Instant At, string OverrideId, string Reason) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(OverrideId).Text(Reason);
    }

    /// <summary>Changes a seller's earnings by hand. The request's id is the adjustment's.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who adjusts.</param>
    /// <param name="At">When.</param>
    /// <param name="Seller">Whose earnings.</param>
    /// <param name="Amount">Smallest units of the plan's currency; negative to take away.</param>
    /// <param name="Bonus">The bonus that it corrects, or empty.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Adjust(string Request, string By, Instant At, string Seller, long Amount, string Bonus, string Reason)
        : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Number(Amount).Text(Bonus).Text(Reason);
    }

    /// <summary>Holds back what a seller is paid for the period.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who holds.</param>
    /// <param name="At">When.</param>
    /// <param name="Seller">Whose payouts.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Hold(string Request, string By, Instant At, string Seller, string Reason) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Reason);
    }

    /// <summary>Releases a seller who is held.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who releases.</param>
    /// <param name="At">When.</param>
    /// <param name="Seller">Whose payouts.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Release(string Request, string By, Instant At, string Seller, string Reason) : PeriodCommand(Request, By, At)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Reason);
    }
}

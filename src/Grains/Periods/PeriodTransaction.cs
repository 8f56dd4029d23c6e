using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Grains.Periods;

/// <summary>Represents one step of a period's life in one transaction of the ledger: what it is decided from, and everything that it writes.</summary>
internal sealed class PeriodTransaction : IAsyncDisposable
{
    private readonly LedgerPeriod? period;
    private readonly PreviousPeriod? previous;
    private readonly Action<string> atStep;

    private PeriodTransaction(LedgerTransaction ledger, LedgerPeriod? period, Plan? plan, PreviousPeriod? previous, Action<string> atStep)
    {
        Ledger = ledger;
        this.period = period;
        Plan = plan;
        this.previous = previous;
        this.atStep = atStep;
        State = period is null ? PeriodState.NotOpened : PeriodEventText.Read(period);
    }

    public LedgerTransaction Ledger { get; }

    /// <summary>The plan that the period was opened with; null where it was not opened.</summary>
    public Plan? Plan { get; }

    public PeriodState State { get; private set; }

    /// <summary>The period's number in the programme.</summary>
    public int Number => period!.Number;

    /// <summary>The ledger's clock.</summary>
    public Instant Now => Instant.FromUnixTimeMilliseconds(Ledger.Recorded);

    public static async Task<PeriodTransaction> BeginAsync(
        LedgerDatabase database, int programme, PublishedPlans plans, string name, Action<string> atStep, CancellationToken cancellation)
    {
        var ledger = await database.BeginAsync(programme, cancellation);
        try
        {
            var period = await LedgerPeriods.FindAsync(ledger.Context, programme, name, cancellation);
            if (period is null)
            {
                return new PeriodTransaction(ledger, null, null, null, atStep);
            }

            var plan = await plans.ReadAsync(ledger.Context, programme, period.PlanVersion, cancellation);
            var previous = await PreviousAsync(ledger.Context, programme, plan, period, cancellation);
            return new PeriodTransaction(ledger, period, plan, previous is null ? null : new PreviousPeriod(
                previous.Value.Name, previous.Value.State is { Status: not PeriodStatus.NotOpened }, previous.Value.State.IsClosed), atStep);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>The period before one in the plan's calendar; null where that lies before the programme's first.</summary>
    private static async Task<(string Name, PeriodState State)?> PreviousAsync(
        LedgerContext context, int programme, Plan plan, LedgerPeriod period, CancellationToken cancellation)
    {
        if (await LedgerPeriods.FirstAsync(context, programme, cancellation) == period.Period.Name
            || plan.Calendar.Previous(period.Period)?.Name is not { } name)
        {
            return null;
        }

        var before = await LedgerPeriods.FindAsync(context, programme, name, cancellation);
        return (name, before is null ? PeriodState.NotOpened : PeriodEventText.Read(before));
    }

    /// <summary>Decides; nothing is written yet.</summary>
    public Decision<PeriodEvent> Decide(PeriodCommand command, bool intoIsOpen = false) =>
        PeriodDecider.Decide(State, command, new PeriodContext(previous) { IntoIsOpen = intoIsOpen });

    /// <summary>Decides about an approval; corrections count by whatever way they came in.</summary>
    public async Task<Decision<PeriodEvent>> DecideAsync(PeriodCommand.Approve approve, CancellationToken cancellation)
    {
        var approved = period?.Events.LastOrDefault(row => row.Kind == PeriodEventText.ApprovedKind)?.Sequence ?? 0;
        var correctors = period is null ? [] : await Ledger.Context.CorrectorsAsync(Ledger.Programme, Number, approved, cancellation);
        return PeriodDecider.Decide(State, approve, new PeriodContext(previous) { CorrectedBy = correctors });
    }

    /// <summary>Decides about an override or its withdrawal; those of an import count too.</summary>
    public async Task<Decision<PeriodEvent>> DecideOverrideAsync(PeriodCommand command, CancellationToken cancellation) =>
        PeriodDecider.Decide(State, command, new PeriodContext(previous) { Imported = await ImportedAsync(cancellation) });

    /// <summary>The overrides that hold and that no event of the period tells of.</summary>
    public async Task<IReadOnlyList<StandingOverride>> ImportedAsync(CancellationToken cancellation)
    {
        var rows = period is null ? [] : await Ledger.Context.OverridesOfAsync(Ledger.Programme, Number, cancellation);
        var told = State.History.OfType<PeriodEvent.Overridden>().Select(happened => happened.Cause.Request).ToHashSet();
        var withdrawn = rows.Select(row => row.Withdraws).OfType<string>().ToHashSet();
        var imported = rows.FindAll(row => row.Withdraws is null && !told.Contains(row.Override) && !withdrawn.Contains(row.Override));
        var ids = await Ledger.Context.SellerIdsAsync(
            Ledger.Programme, imported.SelectMany(row => new[] { row.Seller, row.Source ?? row.Seller }), cancellation);
        return [.. imported.Select(row => new StandingOverride(row.Override, new OverrideTarget(
            ids[row.Seller], row.Bonus, row.Source is { } source ? ids[source] : null, row.OrderId)))];
    }

    /// <summary>The event that a request has caused before, where the program and not the client says what the command contains.</summary>
    public Decision<PeriodEvent>? Repeated<TEvent>(PeriodRequest request) where TEvent : PeriodEvent =>
        State.History.Find(happened => happened.Cause.Request == request.Id) is TEvent first && first.Cause.By == request.By
            ? new Decision<PeriodEvent>.Repeated(first)
            : null;

    /// <summary>The number of a seller by id, or the refusal that there is none.</summary>
    public async Task<(int Seller, Refusal? Refusal)> FindSellerAsync(string id, string field, CancellationToken cancellation) =>
        await Ledger.Context.FindSellerAsync(Ledger.Programme, id, cancellation) is { } number
            ? (number, null)
            : (-1, new Refusal(RefusalCode.UnknownSeller, field, id, "The programme knows no seller of this id.", "Correct the id."));

    /// <summary>Writes what was decided, with an entry in the audit log for each event, and makes everything durable.</summary>
    public async Task<PeriodAnswer> CommitAsync(Decision<PeriodEvent> decision, CancellationToken cancellation)
    {
        if (decision is not Decision<PeriodEvent>.Accepted accepted)
        {
            return new PeriodAnswer(State, decision);
        }

        foreach (var happened in accepted.Events)
        {
            State = State.Apply(happened);
            var sequence = Ledger.Take(1);
            Ledger.Context.Add(RowOf(happened, sequence));
            await AuditLog.AddAsync(Ledger, sequence, happened.Cause.By, $"period {PeriodEventText.KindOf(happened)}", PeriodEventText.ReasonOf(happened),
                $$"""{"period":"{{State.Period!.Name}}","event":{{happened.Number}},"body":{{PeriodEventText.BodyOf(happened) ?? "null"}}}""", cancellation);
            Tell(happened, sequence);
        }

        await SaveAsync(PeriodEventText.KindOf(accepted.Events[^1]), cancellation);
        return new PeriodAnswer(State, decision);
    }

    /// <summary>Tells other systems where the period stands now. Corrections and holds are of no concern to them, nor how far a calculation is.</summary>
    private void Tell(PeriodEvent happened, long sequence)
    {
        if (happened is PeriodEvent.CloseBegun or PeriodEvent.CloseStopped or PeriodEvent.ResultRecorded or PeriodEvent.Approved or PeriodEvent.Rejected
            or PeriodEvent.Paid or PeriodEvent.RestatementBegun or PeriodEvent.DifferencesPosted)
        {
            var status = PeriodEventText.WordFor(State.Status);
            Outbox.Add(Ledger, sequence, $"period.{PeriodEventText.KindOf(happened).Replace(' ', '_')}",
                $$"""{"period":"{{State.Period!.Name}}","status":"{{status}}","version":{{State.Version}},"at":"{{Refusals.Show(Now)}}"}""");
        }
    }

    /// <summary>Makes everything durable.</summary>
    public async Task SaveAsync(string step, CancellationToken cancellation)
    {
        await Ledger.Context.SaveChangesAsync(cancellation);
        atStep($"before commit: {step}");
        await Ledger.CommitAsync(cancellation);
        atStep($"after commit: {step}");
    }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();

    private PeriodEventRow RowOf(PeriodEvent happened, long sequence) => new()
    {
        Programme = Ledger.Programme,
        Period = Number,
        Event = happened.Number,
        Kind = PeriodEventText.KindOf(happened),
        State = PeriodEventText.WordFor(State.Status),
        Run = happened is PeriodEvent.ResultRecorded or PeriodEvent.Approved ? (int)State.Result!.Run : null,
        Who = happened.Cause.By,
        At = happened.Cause.At.ToUnixTimeMilliseconds(),
        Reason = PeriodEventText.ReasonOf(happened),
        Body = PeriodEventText.BodyOf(happened),
        Sequence = sequence,
    };
}

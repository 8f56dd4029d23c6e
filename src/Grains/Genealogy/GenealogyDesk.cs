using System.Collections.Concurrent;
using System.Text.Json;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Books;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Closing;
using Compensation.Rules.Genealogy;
using Compensation.Rules.Plans;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents where a programme's changes of sellers and trees are priced, decided and written, and where its genealogy is looked at.</summary>
/// <remarks>
/// One per programme and silo, shared by all grains and safe for any number of threads. It follows the ledger's feed; what the feed does not bring shows as
/// a gap and is read from the ledger. Each change is decided inside the transaction that writes it, so that it is decided by what is so; the database's own
/// rules are the fence all the same.
/// </remarks>
public sealed class GenealogyDesk : IDisposable
{
    private const string Scope = "genealogy";
    private const int Attempts = 5;
    private static readonly Duration LongestLag = Duration.FromSeconds(2);

    private readonly LedgerDatabase database;
    private readonly LedgerWriter writer;
    private readonly Plan plan;
    private readonly IReadOnlyList<TreeTerms> terms;
    private readonly GenealogyIndex index;
    private readonly MovePricing pricing;
    private readonly LiveDirectory? live;
    private readonly IDisposable following;
    private readonly ConcurrentDictionary<int, TreeSizes> sizes = new();

    private GenealogyDesk(LedgerDatabase database, LedgerWriter writer, int programme, Plan plan, PublishedPlans plans, LiveDirectory? live)
    {
        this.live = live;
        this.database = database;
        this.writer = writer;
        this.plan = plan;
        Programme = programme;
        terms = TreeTerms.Of(plan);
        index = new GenealogyIndex(database, programme, terms);
        pricing = new MovePricing(database, programme, plans);
        following = writer.Feed.Follow(index.Take);
    }

    /// <summary>The programme.</summary>
    public int Programme { get; }

    /// <summary>The ledger's sequence up to which everything is in.</summary>
    public long Sequence => index.Sequence;

    /// <summary>Opens a desk.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="writer">The silo's writer.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="plan">The plan in force.</param>
    /// <param name="plans">The published plans, for periods that were opened with an earlier one.</param>
    /// <param name="live">The silo's live figures, which know the volumes that newcomers are placed by; without them the ledger is read.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<GenealogyDesk> OpenAsync(LedgerDatabase database, LedgerWriter writer, int programme, Plan plan, PublishedPlans plans,
        LiveDirectory? live = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var desk = new GenealogyDesk(database, writer, programme, plan, plans, live);
        try
        {
            await desk.LookAsync(genealogy => genealogy.Sellers, 0, cancellation);
            return desk;
        }
        catch
        {
            desk.Dispose();
            throw;
        }
    }

    /// <summary>Looks at the genealogy: as this silo has it, and at most 2 s behind what other writers have put into the ledger.</summary>
    /// <param name="look">Looks; short, because everybody else waits. It keeps nothing of what it is given.</param>
    /// <param name="atLeast">The sequence of the ledger up to which everything has to be in; 0 takes what is known.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<T> LookAsync<T>(Func<ProgrammeGenealogy, T> look, long atLeast = 0, CancellationToken cancellation = default)
    {
        var now = database.Clock.GetCurrentInstant();
        if (!index.IsFresh || index.Sequence < atLeast || now - index.CheckedAt > LongestLag)
        {
            await using var context = database.CreateContext();
            await index.CatchUpAsync(context, null, cancellation);
            index.CheckedAt = now;
        }

        return index.Look(look);
    }

    /// <summary>The names of the recorded trees; the first is the one of enrolment.</summary>
    public IReadOnlyList<string> Trees => [.. terms.Select(tree => tree.Name)];

    /// <summary>A seller as known at an instant; null where there is none of this id.</summary>
    public Task<SellerProfile?> FindAsync(string id, Instant at, CancellationToken cancellation = default) =>
        LookAsync(genealogy => genealogy.Find(id) is >= 0 and var seller ? Answers.ProfileOf(genealogy, seller, at) : null, 0, cancellation);

    /// <summary>A seller's legs at an instant; null where there is no such seller or tree.</summary>
    /// <remarks>A small downline is counted as it stands. For a large one the tree is measured as a whole, from its edges so far, while everybody else goes
    /// on; the measures are kept until the tree changes.</remarks>
    internal async Task<IReadOnlyList<LegSummary>?> LegsAsync(string seller, string tree, Instant at, CancellationToken cancellation = default)
    {
        var asked = await LookAsync(genealogy => genealogy.Find(seller) is >= 0 and var number && genealogy.FindTree(tree) is >= 0 and var index
            ? DownlineLegs.Of(genealogy, index, number, at)
            : null, 0, cancellation);
        if (asked is null || asked.Counted is not null)
        {
            return asked?.Counted;
        }

        var moment = at.ToUnixTimeMilliseconds();
        if (!sizes.TryGetValue(asked.Tree, out var known) || !known.Fits(asked.Edges.Length, moment))
        {
            // Longer than a grain's turn should be.
            known = await Task.Run(() => new TreeSizes(asked.Edges, asked.Sellers, moment), cancellation);
            sizes[asked.Tree] = known;
        }

        return asked.MeasuredBy(known);
    }

    /// <summary>Carries out a command, once however often it is sent.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="cancellation">Gives up before it is written; afterwards its outcome comes.</param>
    /// <exception cref="LedgerBusyException">The writer's queue is full.</exception>
    /// <exception cref="LedgerOutcomeUnknownException">The database was lost during the commit: send the same request again.</exception>
    public Task<GenealogyOutcome> DoAsync(GenealogyCommand command, CancellationToken cancellation = default) =>
        DoAsync(command, (_, _) => Task.CompletedTask, cancellation);

    /// <inheritdoc cref="DoAsync(GenealogyCommand, CancellationToken)"/>
    /// <param name="command">What is asked for.</param>
    /// <param name="also">Adds rows to the transaction that writes the change, whose sequence it is told; what it throws undoes both. It is not asked where
    /// the command was carried out before.</param>
    /// <param name="cancellation">Gives up before it is written; afterwards its outcome comes.</param>
    public async Task<GenealogyOutcome> DoAsync(
        GenealogyCommand command, Func<LedgerTransaction, long, Task> also, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(also);
        var legs = await LegVolumesAsync(command, cancellation);
        var leaves = command.ApprovedBy is null && await LeavesClosedPayAsync(command, legs, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await writer.WriteAsync(Programme, transaction => WriteAsync(transaction, command, (legs, leaves), also));
            }
            catch (Exception error) when (LedgerErrors.RefusalOf(error) is not null && attempt < Attempts)
            {
                // The ledger knows more than we do: read again, decide again.
                index.Forget();
            }
        }
    }

    /// <summary>Prices a command before it is recorded. Nothing is written, and nobody has to have approved it.</summary>
    /// <returns>The price, or why the command would be refused.</returns>
    public async Task<(MovePrice? Price, Refusal? Refusal)> PriceAsync(GenealogyCommand command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var legs = await LegVolumesAsync(command, cancellation);
        return await PriceAsync(command, legs, cancellation);
    }

    /// <summary>Ends following the ledger.</summary>
    public void Dispose()
    {
        following.Dispose();
        index.Dispose();
    }

    private async Task<(MovePrice? Price, Refusal? Refusal)> PriceAsync(GenealogyCommand command, LegVolumesOf legs, CancellationToken cancellation)
    {
        var (decision, asOf) = await DecideAsync(command, legs, leaves: true, cancellation);
        return decision switch
        {
            Decision<GenealogyEvent>.Accepted accepted => (await pricing.PriceAsync(accepted.Events, terms, asOf, cancellation), null),
            Decision<GenealogyEvent>.Refused refused => (null, refused.Refusal),
            _ => throw new InvalidOperationException($"Unknown decision {decision.GetType().Name}."),
        };
    }

    /// <summary>Whether a command that nobody has approved is priced and leaves the pay of closed periods as it is.</summary>
    private async Task<bool> LeavesClosedPayAsync(GenealogyCommand command, LegVolumesOf legs, CancellationToken cancellation)
    {
        var (decision, _) = await DecideAsync(command, legs, leaves: false, cancellation);
        if (decision is not Decision<GenealogyEvent>.Refused { Refusal.Code: RefusalCode.ApprovalMissing })
        {
            return false;
        }

        var (price, _) = await PriceAsync(command, legs, cancellation);
        return price is { ChangesClosedPay: false };
    }

    /// <summary>Decides by what is known now, outside of any transaction.</summary>
    private async Task<(Decision<GenealogyEvent> Decision, long AsOf)> DecideAsync(
        GenealogyCommand command, LegVolumesOf legs, bool leaves, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var periods = await LedgerPeriods.ReadAsync(context, Programme, cancellation);
        var now = database.Clock.GetCurrentInstant();
        var whole = await WholeAsync(context, command);
        return await LookAsync(
            genealogy => (GenealogyDecider.Decide(genealogy, whole, ContextOf(periods, now, legs, leaves)), index.Sequence), 0, cancellation);
    }

    private async Task<GenealogyOutcome> WriteAsync(
        LedgerTransaction transaction, GenealogyCommand command, (LegVolumesOf Legs, bool Leaves) known, Func<LedgerTransaction, long, Task> also)
    {
        var hash = command.ContentHash();
        if (await LedgerRequests.FindAsync(transaction, Scope, command.Request) is { } before)
        {
            return before.Hash.AsSpan().SequenceEqual(Convert.FromHexString(hash))
                ? new GenealogyOutcome.Done(JsonSerializer.Deserialize<GenealogyReceipt>(before.Answer)!, IsRepeated: true)
                : new GenealogyOutcome.Refused(new Refusal(RefusalCode.RequestConflict, "request", command.Request,
                    "This request was sent before with another content.", "Give every new request an id of its own."));
        }

        await index.CatchUpAsync(transaction.Context, transaction.LastSequence);
        var periods = await LedgerPeriods.ReadAsync(transaction.Context, Programme);
        var now = Instant.FromUnixTimeMilliseconds(transaction.Recorded);
        var whole = await WholeAsync(transaction.Context, command);
        var decision = index.Look(genealogy => GenealogyDecider.Decide(genealogy, whole, ContextOf(periods, now, known.Legs, known.Leaves)));
        switch (decision)
        {
            case Decision<GenealogyEvent>.Accepted accepted:
                var done = await WriteAsync(transaction, command, hash, accepted.Events);
                await also(transaction, done.Receipt.Sequence);
                return done;
            case Decision<GenealogyEvent>.Refused refused:
                return new GenealogyOutcome.Refused(refused.Refusal);
            default:
                throw new InvalidOperationException($"Unknown decision {decision.GetType().Name}.");
        }
    }

    /// <summary>A change of some attributes as one of all of them: the others stay as they are at its instant.</summary>
    private async Task<GenealogyCommand> WholeAsync(LedgerContext context, GenealogyCommand command)
    {
        if (command is not GenealogyCommand.Change change
            || await context.Rows<SellerRow>().SingleOrDefaultAsync(row => row.Programme == Programme && row.Id == change.Seller) is not { } seller)
        {
            return command;
        }

        var at = change.Effective.ToUnixTimeMilliseconds();
        var last = await context.Rows<SellerEventRow>()
            .Where(row => row.Programme == Programme && row.Seller == seller.Seller && row.Values != null && row.At <= at)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Event).FirstOrDefaultAsync();
        var before = last?.Values ?? seller.Values;
        return change with
        {
            Values = [.. Enumerable.Range(0, Math.Max(before.Length, change.Values.Count))
                .Select(field => change.Values.ElementAtOrDefault(field) ?? before.ElementAtOrDefault(field))],
        };
    }

    private async Task<GenealogyOutcome.Done> WriteAsync(
        LedgerTransaction transaction, GenealogyCommand command, string hash, IReadOnlyList<GenealogyEvent> events)
    {
        var entry = new GenealogyEntry(transaction, command, transaction.Take(1), terms);
        var rows = await entry.RowsAsync(events);
        rows.Add(transaction);
        var receipt = index.Look(genealogy => entry.ReceiptOf(events, genealogy));
        await AuditLog.AddAsync(transaction, entry.Sequence, command.By, entry.What, entry.Why, entry.Body(receipt));
        entry.Tell(receipt);
        LedgerRequests.Add(transaction, Scope, command.Request, hash, JsonSerializer.SerializeToUtf8Bytes(receipt), entry.Sequence);
        return new GenealogyOutcome.Done(receipt, IsRepeated: false);
    }

    private GenealogyContext ContextOf(IReadOnlyList<LedgerPeriod> periods, Instant now, LegVolumesOf legs, bool leaves) =>
        new(plan.Calendar, [.. periods.Where(period => !period.IsOpen).Select(period => period.Period)], now)
        {
            LegVolumes = (tree, sponsor, since) => legs(tree, sponsor, since),
            LeavesClosedPay = leaves,
        };

    /// <summary>What measures a sponsor's legs, where the plan places by volume and the command places anybody: by all that is known of the period in question,
    /// of which only what was placed before the newcomer joins counts.</summary>
    private async Task<LegVolumesOf> LegVolumesAsync(GenealogyCommand command, CancellationToken cancellation)
    {
        var places = command is GenealogyCommand.Enrol or GenealogyCommand.PlaceDue or GenealogyCommand.Place { To.Parent: null };
        if (!places || !terms.Any(tree => tree.GoesByVolume) || plan.Calendar.Containing(command.Effective) is not { } period)
        {
            return (_, _, _) => [];
        }

        await using var context = database.CreateContext();
        var asOf = await LookAsync(_ => index.Sequence, 0, cancellation);
        var run = CarriedRun.Before(await LedgerPeriods.ReadAsync(context, Programme, cancellation), period.Start);
        var isPresent = plan.Calendar.Containing(database.Clock.GetCurrentInstant())?.Name == period.Name;
        var followed = live is null || !isPresent ? null : await live.SnapshotAsync(Programme, plan, period.Name, run, asOf, cancellation);
        var snapshot = followed ?? await SnapshotAsync(context, period, run, asOf, cancellation);
        return (tree, sponsor, since) => SponsorLegs.Before(plan, snapshot, tree, sponsor, since);
    }

    /// <summary>The same read from the ledger: of a period that nobody follows, because it is closed, or not the present one.</summary>
    private async Task<Snapshot> SnapshotAsync(
        LedgerContext context, Rules.Calendars.Period period, int? run, long asOf, CancellationToken cancellation)
    {
        var book = await BookReader.ReadAsync(database, context, Programme, plan, period, asOf, cancellation: cancellation);
        return book.ToSnapshot(CarriedRun.Read(database, context, Programme, run, book));
    }

    private delegate IReadOnlyList<long> LegVolumesOf(int tree, int sponsor, Instant since);
}

using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Compensation.Ledger.Tests.Store;

/// <summary>A programme with a storefront, a tree, a customer, an open period 1, a closed period 2 and five sellers: 0 at the top, 1 and 2 below 0, 3 below
/// 1, 4 below 3; since the instant 0.</summary>
public sealed class ProgrammeUnderTest
{
    public const int Open = 1;
    public const int Closed = 2;

    private ProgrammeUnderTest(LedgerDatabase database, int number)
    {
        Database = database;
        Number = number;
    }

    public LedgerDatabase Database { get; }

    public int Number { get; }

    public int Tree { get; private set; }

    public int Storefront { get; private set; }

    public static async Task<ProgrammeUnderTest> CreateAsync(LedgerDatabase database, string name)
    {
        var programme = new ProgrammeUnderTest(database, await database.AddProgrammeAsync(name));
        await programme.AddAsync(_ => [programme.PlanVersion(1)]);
        await programme.AddAsync(_ => [programme.Period(Open), programme.Period(Closed)]);
        await programme.AddAsync(sequence =>
        [
            programme.PeriodEvent(Open, 1, PeriodEventRow.Open, sequence), programme.PeriodEvent(Closed, 1, PeriodEventRow.Open, sequence),
            programme.PeriodEvent(Closed, 2, "paid", sequence),
        ]);
        await using (var transaction = await database.BeginAsync(programme.Number))
        {
            programme.Tree = await transaction.WordAsync("enrolment");
            programme.Storefront = await transaction.StorefrontAsync("shop");
            await transaction.CommitAsync();
        }

        for (var seller = 0; seller < 5; seller++)
        {
            await programme.AddAsync(sequence => [programme.Seller(seller, sequence)]);
        }

        await programme.AddAsync(sequence => [programme.Customer(0, sequence)]);
        int?[] parents = [null, 0, 0, 1, 3];
        for (var seller = 0; seller < 5; seller++)
        {
            await programme.AddAsync(sequence => [programme.Edge(seller, 1, parents[seller], 0, sequence)]);
        }

        return programme;
    }

    /// <summary>Adds rows with one sequence number, in one transaction.</summary>
    public async Task<long> AddAsync(Func<long, IEnumerable<object>> rows)
    {
        await using var transaction = await Database.BeginAsync(Number);
        var sequence = transaction.Take(1);
        transaction.Context.AddRange(rows(sequence));
        await transaction.Context.SaveChangesAsync();
        await transaction.CommitAsync();
        return sequence;
    }

    /// <summary>Adds rows that the database must refuse.</summary>
    public async Task<LedgerRefusal> RefusedAsync(Func<long, IEnumerable<object>> rows)
    {
        var error = await Should.ThrowAsync<DbUpdateException>(() => AddAsync(rows));
        return LedgerErrors.RefusalOf(error).ShouldNotBeNull(error.ToString());
    }

    /// <summary>The programme's rows of a table, in the order of their key.</summary>
    public async Task<List<TRow>> RowsAsync<TRow>() where TRow : class
    {
        await using var context = Database.CreateContext();
        var rows = await context.Rows<TRow>().Where(row => EF.Property<int>(row, "Programme") == Number).ToListAsync();
        var key = context.Model.FindEntityType(typeof(TRow))!.FindPrimaryKey()!.Properties;
        return [.. key.Skip(1).Aggregate(rows.OrderBy(_ => 0), (sorted, part) => sorted.ThenBy(row => part.PropertyInfo!.GetValue(row)))];
    }

    public SellerRow Seller(int seller, long sequence, string? id = null) => new()
    {
        Programme = Number,
        Seller = seller,
        Id = id ?? $"s-{seller}",
        Enrolled = 0,
        Recorded = 0,
        Sequence = sequence,
        Values = [1, null],
    };

    public CustomerRow Customer(int customer, long sequence) =>
        new() { Programme = Number, Customer = customer, Id = $"c-{customer}", Seller = 0, Enrolled = 0, Sequence = sequence };

    public EdgeRow Edge(int seller, int change, int? parent, long effective, long sequence, int? tree = null) => new()
    {
        Programme = Number,
        Tree = tree ?? Tree,
        Seller = seller,
        Change = change,
        Parent = parent,
        Effective = effective,
        Recorded = 0,
        Sequence = sequence,
        Who = "ann",
    };

    public OrderEventRow Order(string id, long sequence, int @event = 1, int? period = Open, string? request = null, int seller = 0) => new()
    {
        Programme = Number,
        Sequence = sequence,
        OrderId = id,
        Event = @event,
        Kind = OrderEventKind.Placed,
        Storefront = Storefront,
        RequestId = request,
        Seller = seller,
        At = 0,
        Recorded = 0,
        Counts = period is null ? null : 0,
        Known = period is null ? null : 1,
        Period = period,
        Lines = 1,
        Values = [100, null],
    };

    public PlanVersionRow PlanVersion(int version) => new()
    {
        Programme = Number,
        Version = version,
        Text = "plan: example",
        Hash = [1],
        Effective = 0,
        Published = 0,
        Who = "ann",
        Sequence = 1,
    };

    public PeriodRow Period(int period) => new()
    {
        Programme = Number,
        Period = period,
        Name = $"2026-0{period}",
        FirstDay = 0,
        LastDay = 1,
        Starts = 0,
        Ends = 1,
        Cutoff = 1,
        PlanVersion = 1,
    };

    public PeriodEventRow PeriodEvent(int period, int @event, string state, long sequence, int? run = null) => new()
    {
        Programme = Number,
        Period = period,
        Event = @event,
        Kind = "moved",
        State = state,
        Run = run,
        Who = "ann",
        At = 0,
        Reason = "",
        Sequence = sequence,
    };

    public AdjustmentRow Adjustment(string id, int period, long sequence) => new()
    {
        Programme = Number,
        Adjustment = id,
        Period = period,
        Seller = 1,
        Amount = 500,
        Bonus = "",
        Reason = "goodwill",
        Who = "ann",
        Recorded = 0,
        Sequence = sequence,
    };

    public OverrideRow Override(string id, int period, long sequence) => new()
    {
        Programme = Number,
        Override = id,
        Period = period,
        Seller = 1,
        Kind = OverrideKind.Rank,
        Value = 1,
        Reason = "promised",
        Who = "ann",
        Recorded = 0,
        Sequence = sequence,
    };

    public RunRow Run(int run, long sequence) => new()
    {
        Programme = Number,
        Run = run,
        Period = Open,
        Kind = RunKind.Close,
        PlanVersion = 1,
        AsOf = sequence - 1,
        Engine = "1",
        Root = [7],
        Currency = "EUR",
        Decimals = 2,
        Recorded = 0,
        Sequence = sequence,
    };

    public RunLineRow RunLine(int run, int line, long amount) => new()
    {
        Programme = Number,
        Run = run,
        Line = line,
        Bonus = 0,
        Kind = LineKind.Pay,
        Payee = 0,
        Source = 1,
        Level = 1,
        Base = 1000,
        RateNumerator = 1,
        RateDenominator = 10,
        Amount = amount,
    };

    /// <summary>What somebody earns by a bonus: one line.</summary>
    public RunEarningRow RunEarning(int run, int bonus, long amount)
    {
        var packed = new PackedLines();
        packed.Add(1 + bonus, LineKind.Pay, 1, null, 0, 1, 1000, 1, 10, amount);
        return new RunEarningRow
        {
            Programme = Number,
            Run = run,
            Payee = 0,
            Bonus = bonus,
            Lines = packed.Count,
            Amount = packed.Amount,
            Packed = packed.Bytes.ToArray(),
        };
    }

    public RunPaymentRow RunPayment(int run, int payment, long amount) => new()
    {
        Programme = Number,
        Run = run,
        Payment = payment,
        Payee = 0,
        Wallet = "cash",
        Currency = "EUR",
        Decimals = 2,
        Amount = amount,
        DueDay = 20_000,
        Of = "earnings",
    };

    public RunSealRow Seal(int run, int lines, long amount, int payments) => new()
    {
        Programme = Number,
        Run = run,
        Lines = lines,
        LinesAmount = amount,
        Payments = payments,
    };

    public PayoutRow Payout(int payout, int run, int payment, long amount, long sequence) => new()
    {
        Programme = Number,
        Payout = payout,
        Run = run,
        Payment = payment,
        Payee = 0,
        Amount = amount,
        Currency = "EUR",
        Wallet = "cash",
        Method = "sepa",
        Sequence = sequence,
    };

    public BalanceRow Balance(int @event, long change, long balance, long sequence) => new()
    {
        Programme = Number,
        Seller = 0,
        Currency = "EUR",
        Event = @event,
        Change = change,
        Balance = balance,
        Reason = "clawback",
        Recorded = 0,
        Sequence = sequence,
    };

    public AuditRow Audit(long entry, byte[]? previous, byte hash, long sequence) => new()
    {
        Programme = Number,
        Entry = entry,
        Sequence = sequence,
        At = 0,
        Who = "ann",
        What = "approve",
        Why = "",
        Body = "{}",
        Previous = previous,
        Hash = [hash],
    };
}

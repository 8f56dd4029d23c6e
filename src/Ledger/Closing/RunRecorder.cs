using Compensation.Ledger.Books;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Ledger.Closing;

/// <summary>What a run is, beside its numbers.</summary>
/// <param name="Run">Its number in the programme.</param>
/// <param name="Period">The period's number.</param>
/// <param name="Kind">A first close, or a restatement of a closed period.</param>
/// <param name="PlanVersion">The publication of the plan.</param>
/// <param name="Previous">The run whose carry it took over.</param>
/// <param name="Engine">The version of the program.</param>
public sealed record RunHead(int Run, int Period, RunKind Kind, int PlanVersion, int? Previous, string Engine);

/// <summary>Writes a run into the ledger. The transaction that begins it is short; its rows follow in transactions of their own, while the programme's other
/// writers go on; and the seal ends it.</summary>
/// <remarks>A run stands for nothing until an event of its period names it, and only a sealed one can be named. What a crash has left is gone on with: the
/// same calculation gives the same rows in the same order, so those that are there are passed over.</remarks>
public sealed class RunRecorder
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly LedgerDatabase database;
    private readonly int programme;
    private readonly int run;
    private readonly Plan plan;
    private readonly PeriodBook book;
    private readonly Result result;
    private int?[] rankWords = [];

    private RunRecorder(LedgerDatabase database, int programme, int run, Plan plan, LedgerCalculation calculation)
    {
        this.database = database;
        this.programme = programme;
        this.run = run;
        this.plan = plan;
        book = calculation.Book;
        result = calculation.Result;
    }

    /// <summary>Begins a run: what it is, its names, totals and remarks.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="head">What the run is.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="calculation">What was calculated.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task BeginAsync(
        LedgerTransaction transaction, RunHead head, Plan plan, LedgerCalculation calculation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(calculation);
        var context = transaction.Context;
        context.Add(new RunRow
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Period = head.Period,
            Kind = head.Kind,
            PlanVersion = head.PlanVersion,
            PreviousRun = head.Previous,
            AsOf = calculation.Book.Sequence,
            Engine = head.Engine,
            Root = Convert.FromHexString(calculation.Root),
            Currency = plan.Document.Currency,
            Decimals = plan.Decimals,
            Recorded = transaction.Recorded,
            Sequence = transaction.Take(1),
        });
        await context.SaveChangesAsync(cancellation);
        foreach (var rank in plan.Ranks)
        {
            await transaction.WordAsync(rank, cancellation);
        }

        context.AddRange(Names(transaction.Programme, head.Run, calculation.Result));
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Writes the rows of a run that was begun, and its seal; what is there already is passed over.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="calculation">What was calculated: the same that the run was begun with.</param>
    /// <param name="pace">How fast to write beside orders; null for full speed. Where one writes at a time, orders have turns of their own.</param>
    /// <param name="atStep">Called before and after each commit.</param>
    /// <param name="cancellation">Gives up; what was written is gone on with next time.</param>
    public static async Task WriteAsync(LedgerDatabase database, int programme, int run, Plan plan, LedgerCalculation calculation,
        Pace? pace = null, Action<string>? atStep = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(calculation);
        var recorder = new RunRecorder(database, programme, run, plan, calculation);
        await recorder.ReadWordsAsync(cancellation);
        var takesOne = database.Turns.TakesOne;
        var rows = new RunRows(database, programme, run, takesOne || pace is null ? Pace.Full : pace, atStep ?? (_ => { }));
        if (takesOne)
        {
            await recorder.WriteResultsAsync(rows, cancellation);
            await recorder.WriteEarningsAndCarryAsync(rows, cancellation);
        }
        else
        {
            // Over two connections, each of which blocks its thread; about half of the work each.
            await Task.WhenAll(
                Task.Run(() => recorder.WriteResultsAsync(rows, cancellation), cancellation),
                Task.Run(() => recorder.WriteEarningsAndCarryAsync(rows, cancellation), cancellation));
        }

        await rows.SealAsync(new RunSealRow
        {
            Programme = programme,
            Run = run,
            Lines = recorder.result.Lines.Count,
            LinesAmount = recorder.result.Lines.Amount.Sum(),
            Payments = recorder.result.Payments.Count,
        }, cancellation);
    }

    private static IEnumerable<object> Names(int programme, int run, Result result)
    {
        var lines = result.Lines;
        return lines.BonusNames.Select((name, number) => (object)Name(RunNameKind.Bonus, number, name, lines.BaseDecimals[number]))
            .Concat(result.Measures.Select((measure, number) => Name(RunNameKind.Measure, number, measure.Name, measure.Decimals)))
            .Concat(result.Carry.Items.Select((item, number) => Name(RunNameKind.Carry, number, item.Name, item.Decimals)))
            .Concat(result.Totals.Select((total, number) => new RunTotalRow
            {
                Programme = programme,
                Run = run,
                Number = number + 1,
                Group = total.Group,
                Name = total.Name,
                Units = total.Units,
                Decimals = total.Decimals,
            }))
            .Concat(result.Remarks.Select((remark, number) => new RunRemarkRow { Programme = programme, Run = run, Number = number + 1, Text = remark }));

        RunNameRow Name(RunNameKind kind, int number, string name, int decimals) => new()
        {
            Programme = programme,
            Run = run,
            Kind = kind,
            Number = number,
            Name = name,
            Decimals = decimals,
        };
    }

    private async Task ReadWordsAsync(CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var words = await context.ReadWordsAsync(programme, cancellation);
        rankWords = [null, .. plan.Ranks.Select(rank => (int?)(words.IndexOf(rank) + 1))];
    }

    private async Task WriteResultsAsync(RunRows rows, CancellationToken cancellation)
    {
        await rows.WriteAsync<RunSellerRow>(result.Sellers.Count, SellerWriter(), cancellation);
        await rows.WriteAsync<RunPaymentRow>(result.Payments.Count, WritePayment, cancellation);
    }

    private async Task WriteEarningsAndCarryAsync(RunRows rows, CancellationToken cancellation)
    {
        var earnings = new Earnings(result.Lines, book.Sellers, NumberOf);
        await rows.WriteAsync<RunEarningRow>(earnings.Count, EarningWriter(earnings), cancellation);
        await rows.WriteAsync<RunCarryRow>(result.Carry.Items.Sum(item => item.Seller.Length), CarryWriter(), cancellation);
        await rows.WriteAsync<RunLotRow>(result.Carry.Lots.Count, WriteLot, cancellation);
        await rows.WriteAsync<RunPlaceRow>(result.Carry.Places.Count, WritePlace, cancellation);
    }

    /// <summary>A seller's number in the programme is the row in the book's snapshot.</summary>
    private int NumberOf(int canonical) => result.SnapshotRow[canonical];

    private Action<ICellWriter, int> EarningWriter(Earnings earnings)
    {
        var (lines, packed) = (result.Lines, new PackedLines());
        return (cells, earning) =>
        {
            packed.Clear();
            var of = earnings.LinesOf(earning);
            foreach (var line in of)
            {
                var (row, source, rate) = (lines.OrderRow[line], lines.Source[line], lines.Rates[lines.Rate[line]]);
                packed.Add(line + 1, lines.Kind[line], source < 0 ? null : NumberOf(source), row < 0 ? null : book.SequenceOf(row),
                    row < 0 ? 0 : book.LineOf(row), lines.Level[line], lines.Base[line], rate.Numerator, rate.Denominator, lines.Amount[line]);
            }

            cells.Int(programme);
            cells.Int(run);
            cells.Int(NumberOf(lines.Payee[of[0]]));
            cells.Int(lines.Bonus[of[0]]);
            cells.Int(packed.Count);
            cells.Long(packed.Amount);
            cells.Bytes(packed.Bytes);
            cells.EndRow();
        };
    }

    /// <summary>Sellers go in the order of their numbers, which is that of the table's key: a database appends to an index many times as fast as it finds
    /// a place in it.</summary>
    private Action<ICellWriter, int> SellerWriter()
    {
        var (canonical, values) = (ByNumber(result.Sellers.Count, NumberOf), new long[result.Measures.Count]);
        return (cells, place) =>
        {
            var seller = canonical[place];
            for (var measure = 0; measure < values.Length; measure++)
            {
                values[measure] = result.Measures[measure].Values[seller];
            }

            cells.Int(programme);
            cells.Int(run);
            cells.Int(NumberOf(seller));
            cells.Int(seller);
            cells.Int(rankWords[result.Rank[seller]]);
            cells.Int(rankWords[result.Title[seller]]);
            cells.Values(values);
            cells.EndRow();
        };
    }

    private void WritePayment(ICellWriter cells, int number)
    {
        var payment = result.Payments[number];
        cells.Int(programme);
        cells.Int(run);
        cells.Int(number + 1);
        cells.Int(NumberOf(payment.Payee));
        cells.Text(payment.Wallet);
        cells.Text(payment.Currency);
        cells.Int(payment.Decimals);
        cells.Long(payment.Amount);
        cells.Int(NodaTime.Period.DaysBetween(Epoch, payment.Due));
        cells.Text(payment.Of);
        cells.EndRow();
    }

    /// <summary>Items one after another, each in the order of the sellers' numbers, as in <see cref="SellerWriter"/>.</summary>
    private Action<ICellWriter, int> CarryWriter()
    {
        var items = result.Carry.Items;
        int[][] entries = [.. items.Select(item => ByNumber(item.Seller.Length, entry => NumberOf(item.Seller[entry])))];
        return (cells, place) =>
        {
            var item = 0;
            for (; place >= entries[item].Length; item++)
            {
                place -= entries[item].Length;
            }

            var entry = entries[item][place];
            cells.Int(programme);
            cells.Int(run);
            cells.Int(item);
            cells.Int(NumberOf(items[item].Seller[entry]));
            cells.Long(items[item].Value[entry]);
            cells.EndRow();
        };
    }

    /// <summary>Places from 0 on, in the order of the seller's number at each, which are all different.</summary>
    private int[] ByNumber(int count, Func<int, int> numberAt)
    {
        var placeOf = new int[book.Sellers];
        for (var place = 0; place < count; place++)
        {
            placeOf[numberAt(place)] = place + 1;
        }

        return [.. placeOf.Where(place => place > 0).Select(place => place - 1)];
    }

    private void WriteLot(ICellWriter cells, int number)
    {
        var lot = result.Carry.Lots[number];
        cells.Int(programme);
        cells.Int(run);
        cells.Int(number + 1);
        cells.Text(lot.Bonus);
        cells.Int(NumberOf(lot.Seller));
        cells.Int(lot.Leg);
        cells.Text(lot.Order);
        cells.Long(lot.Placed);
        cells.Text(lot.Period);
        cells.Long(lot.Units);
        cells.Long(lot.Amount);
        cells.Long(lot.Total);
        cells.EndRow();
    }

    private void WritePlace(ICellWriter cells, int number)
    {
        var place = result.Carry.Places[number];
        cells.Int(programme);
        cells.Int(run);
        cells.Text(place.Tree);
        cells.Int(NumberOf(place.Seller));
        cells.Int(NumberOf(place.Parent));
        cells.Int(place.Leg);
        cells.EndRow();
    }
}

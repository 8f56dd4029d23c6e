using Compensation.Ledger.Books;
using Compensation.Ledger.Store;
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

/// <summary>Writes a run's rows and its seal into the ledger, in the transaction of the step that it belongs to.</summary>
public sealed class RunRecorder
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly LedgerTransaction transaction;
    private readonly RunHead head;
    private readonly Plan plan;
    private readonly PeriodBook book;
    private readonly Result result;

    private RunRecorder(LedgerTransaction transaction, RunHead head, Plan plan, PeriodBook book, Result result)
    {
        this.transaction = transaction;
        this.head = head;
        this.plan = plan;
        this.book = book;
        this.result = result;
    }

    /// <summary>Writes a run.</summary>
    /// <param name="transaction">The transaction; nothing stands before it is committed.</param>
    /// <param name="head">What the run is.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="book">The book that was closed.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="root">The root of the run's package.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task WriteAsync(LedgerTransaction transaction, RunHead head, Plan plan, PeriodBook book, Result result, string root,
        CancellationToken cancellation = default)
    {
        var recorder = new RunRecorder(transaction, head, plan, book, result);
        await recorder.AddHeadAsync(cancellation);
        await recorder.AddNamesAsync(cancellation);
        recorder.AddLines();
        await recorder.AddSellersAsync(cancellation);
        recorder.AddPayments();
        recorder.AddCarry();
        recorder.AddPlaces();
        await recorder.SealAsync(root, cancellation);
    }

    private async Task AddHeadAsync(CancellationToken cancellation)
    {
        transaction.Context.Add(new RunRow
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Period = head.Period,
            Kind = head.Kind,
            PlanVersion = head.PlanVersion,
            PreviousRun = head.Previous,
            AsOf = book.Sequence,
            Engine = head.Engine,
            Currency = plan.Document.Currency,
            Decimals = plan.Decimals,
            Recorded = transaction.Recorded,
            Sequence = await transaction.TakeAsync(1, cancellation),
        });
        await transaction.Context.SaveChangesAsync(cancellation);
    }

    private async Task AddNamesAsync(CancellationToken cancellation)
    {
        var lines = result.Lines;
        var context = transaction.Context;
        context.AddRange(lines.BonusNames.Select((name, number) => Name(RunNameKind.Bonus, number, name, lines.BaseDecimals[number])));
        context.AddRange(result.Measures.Select((measure, number) => Name(RunNameKind.Measure, number, measure.Name, measure.Decimals)));
        context.AddRange(result.Carry.Items.Select((item, number) => Name(RunNameKind.Carry, number, item.Name, item.Decimals)));
        context.AddRange(result.Totals.Select((total, number) => new RunTotalRow
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Number = number + 1,
            Group = total.Group,
            Name = total.Name,
            Units = total.Units,
            Decimals = total.Decimals,
        }));
        context.AddRange(result.Remarks.Select((remark, number) => new RunRemarkRow
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Number = number + 1,
            Text = remark,
        }));
        await context.SaveChangesAsync(cancellation);

        RunNameRow Name(RunNameKind kind, int number, string name, int decimals) => new()
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Kind = kind,
            Number = number,
            Name = name,
            Decimals = decimals,
        };
    }

    /// <summary>A seller's number in the programme is the row in the book's snapshot.</summary>
    private int NumberOf(int canonical) => result.SnapshotRow[canonical];

    private void AddLines()
    {
        var lines = result.Lines;
        using var cells = transaction.Cells<RunLineRow>();
        for (var line = 0; line < lines.Count; line++)
        {
            var (row, rate) = (lines.OrderRow[line], lines.Rates[lines.Rate[line]]);
            cells.Int(transaction.Programme);
            cells.Int(head.Run);
            cells.Int(line + 1);
            cells.Int(lines.Bonus[line]);
            cells.Int((int)lines.Kind[line]);
            cells.Int(NumberOf(lines.Payee[line]));
            cells.Int(lines.Source[line] < 0 ? null : NumberOf(lines.Source[line]));
            cells.Long(row < 0 ? null : book.SequenceOf(row));
            cells.Int(row < 0 ? null : book.LineOf(row));
            cells.Int(lines.Level[line]);
            cells.Long(lines.Base[line]);
            cells.Long(rate.Numerator);
            cells.Long(rate.Denominator);
            cells.Long(lines.Amount[line]);
            cells.EndRow();
        }

        cells.Complete();
    }

    private async Task AddSellersAsync(CancellationToken cancellation)
    {
        var words = new int?[plan.Ranks.Count + 1];
        for (var rank = 1; rank < words.Length; rank++)
        {
            words[rank] = await transaction.WordAsync(plan.Ranks[rank - 1], cancellation);
        }

        var values = new long[result.Measures.Count];
        using var cells = transaction.Cells<RunSellerRow>();
        for (var seller = 0; seller < result.Sellers.Count; seller++)
        {
            for (var measure = 0; measure < values.Length; measure++)
            {
                values[measure] = result.Measures[measure].Values[seller];
            }

            cells.Int(transaction.Programme);
            cells.Int(head.Run);
            cells.Int(NumberOf(seller));
            cells.Int(seller);
            cells.Int(words[result.Rank[seller]]);
            cells.Int(words[result.Title[seller]]);
            cells.Values(values);
            cells.EndRow();
        }

        cells.Complete();
    }

    private void AddPayments()
    {
        using var cells = transaction.Cells<RunPaymentRow>();
        var number = 1;
        foreach (var payment in result.Payments)
        {
            cells.Int(transaction.Programme);
            cells.Int(head.Run);
            cells.Int(number++);
            cells.Int(NumberOf(payment.Payee));
            cells.Text(payment.Wallet);
            cells.Text(payment.Currency);
            cells.Int(payment.Decimals);
            cells.Long(payment.Amount);
            cells.Int(NodaTime.Period.DaysBetween(Epoch, payment.Due));
            cells.Text(payment.Of);
            cells.EndRow();
        }

        cells.Complete();
    }

    private void AddCarry()
    {
        using (var cells = transaction.Cells<RunCarryRow>())
        {
            for (var item = 0; item < result.Carry.Items.Count; item++)
            {
                var (sellers, values) = (result.Carry.Items[item].Seller, result.Carry.Items[item].Value);
                for (var i = 0; i < sellers.Length; i++)
                {
                    cells.Int(transaction.Programme);
                    cells.Int(head.Run);
                    cells.Int(item);
                    cells.Int(NumberOf(sellers[i]));
                    cells.Long(values[i]);
                    cells.EndRow();
                }
            }

            cells.Complete();
        }

        using var lots = transaction.Cells<RunLotRow>();
        var number = 1;
        foreach (var lot in result.Carry.Lots)
        {
            lots.Int(transaction.Programme);
            lots.Int(head.Run);
            lots.Int(number++);
            lots.Text(lot.Bonus);
            lots.Int(NumberOf(lot.Seller));
            lots.Int(lot.Leg);
            lots.Text(lot.Order);
            lots.Long(lot.Placed);
            lots.Text(lot.Period);
            lots.Long(lot.Units);
            lots.Long(lot.Amount);
            lots.Long(lot.Total);
            lots.EndRow();
        }

        lots.Complete();
    }

    private void AddPlaces()
    {
        using var cells = transaction.Cells<RunPlaceRow>();
        foreach (var place in result.Carry.Places)
        {
            cells.Int(transaction.Programme);
            cells.Int(head.Run);
            cells.Text(place.Tree);
            cells.Int(NumberOf(place.Seller));
            cells.Int(NumberOf(place.Parent));
            cells.Int(place.Leg);
            cells.EndRow();
        }

        cells.Complete();
    }

    private async Task SealAsync(string root, CancellationToken cancellation)
    {
        transaction.Context.Add(new RunSealRow
        {
            Programme = transaction.Programme,
            Run = head.Run,
            Root = Convert.FromHexString(root),
            Lines = result.Lines.Count,
            LinesAmount = result.Lines.Amount.Sum(),
            Payments = result.Payments.Count,
            Sequence = await transaction.TakeAsync(1, cancellation),
        });
        await transaction.Context.SaveChangesAsync(cancellation);
    }
}

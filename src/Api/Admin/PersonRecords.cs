using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Numbers;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Api.Admin;

/// <summary>Writes the rows of a ledger that are about a person as JSON: a list for each table, its columns by name, sellers by their ids and instants as
/// text.</summary>
/// <param name="database">The ledger.</param>
/// <param name="terms">The programme's columns.</param>
/// <param name="programme">The programme.</param>
internal sealed class PersonRecords(LedgerDatabase database, ProgrammeTerms terms, int programme)
{
    private const int RowsAtOnce = 500;

    private static readonly string[] Hidden = [nameof(SellerRow.Programme), nameof(OrderEventRow.RequestHash)];

    private static readonly string[] Sellers =
    [
        nameof(SellerRow.Seller), nameof(SellerEventRow.OtherSeller), nameof(EdgeRow.Parent), nameof(RunLineRow.Payee), nameof(RunLineRow.Source),
    ];

    private static readonly string[] Instants =
    [
        nameof(SellerRow.Enrolled), nameof(SellerRow.Recorded), nameof(EdgeRow.Effective), nameof(HoldRow.At), nameof(OrderEventRow.Counts),
        nameof(OrderEventRow.Known), nameof(DisputeRow.Opened), nameof(ReferralCodeRow.ValidFrom), nameof(ReferralCodeRow.ValidTo),
    ];

    private static readonly string[] Words = [nameof(EdgeRow.Tree), nameof(EdgeRow.Leg), nameof(RunSellerRow.Rank), nameof(RunSellerRow.Title)];

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>What is kept about a person, table by table; who they are is not among it.</summary>
    /// <param name="ledger">The context to read with.</param>
    /// <param name="kind">Seller or customer.</param>
    /// <param name="number">The person's number.</param>
    /// <param name="id">The person's id.</param>
    public IEnumerable<(string Name, IQueryable<object> Rows)> Of(LedgerContext ledger, PersonKind kind, int number, string id) =>
        kind == PersonKind.Seller ? OfSeller(ledger, number) : OfCustomer(ledger, number, id);

    /// <summary>The JSON of a table's rows, part by part.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteAsync(IQueryable<object> rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var lookups = database.CreateContext();
        var words = await lookups.ReadWordsAsync(programme, cancellation);
        var (some, separator) = (new List<object>(), "[\n");
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            some.AddRange(row is RunEarningRow earning ? PackedLines.Of(earning) : [row]);
            if (some.Count >= RowsAtOnce)
            {
                yield return await WriteAsync(lookups, some, words, separator, cancellation);
                (separator, some) = (",\n", []);
            }
        }

        yield return await WriteAsync(lookups, some, words, separator, cancellation);
        yield return "\n]\n"u8.ToArray();
    }

    private IEnumerable<(string Name, IQueryable<object> Rows)> OfSeller(LedgerContext ledger, int seller)
    {
        yield return ("seller", ledger.Rows<SellerRow>().Where(row => row.Programme == programme && row.Seller == seller));
        yield return ("seller-events", ledger.Rows<SellerEventRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Event));
        yield return ("places", ledger.Rows<EdgeRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Tree).ThenBy(row => row.Change));
        yield return ("orders", ledger.Rows<OrderEventRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Sequence));
        yield return ("ranks", ledger.Rows<RunSellerRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Run));
        yield return ("earnings", ledger.Rows<RunEarningRow>().Where(row => row.Programme == programme && row.Payee == seller)
            .OrderBy(row => row.Run).ThenBy(row => row.Bonus));
        yield return ("payments", ledger.Rows<RunPaymentRow>().Where(row => row.Programme == programme && row.Payee == seller)
            .OrderBy(row => row.Run).ThenBy(row => row.Payment));
        yield return ("payouts", ledger.Rows<PayoutRow>().Where(row => row.Programme == programme && row.Payee == seller).OrderBy(row => row.Payout));
        yield return ("payout-events", ledger.Rows<PayoutEventRow>().Where(row => row.Programme == programme
            && ledger.Rows<PayoutRow>().Any(payout => payout.Programme == programme && payout.Payout == row.Payout && payout.Payee == seller))
            .OrderBy(row => row.Payout).ThenBy(row => row.Event));
        yield return ("balances", ledger.Rows<BalanceRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Sequence));
        yield return ("adjustments", ledger.Rows<AdjustmentRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Sequence));
        yield return ("overrides", ledger.Rows<OverrideRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Sequence));
        yield return ("holds", ledger.Rows<HoldRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Event));
        yield return ("disputes", ledger.Rows<DisputeRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Dispute));
        yield return ("dispute-messages", ledger.Rows<DisputeMessageRow>().Where(row => row.Programme == programme
            && ledger.Rows<DisputeRow>().Any(dispute => dispute.Programme == programme && dispute.Dispute == row.Dispute && dispute.Seller == seller))
            .OrderBy(row => row.Dispute).ThenBy(row => row.Message));
        yield return ("referral-codes", ledger.Rows<ReferralCodeRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Code));
        yield return ("credits", ledger.Rows<CreditRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Sequence));
        yield return ("customers", ledger.Rows<CustomerRow>().Where(row => row.Programme == programme && row.Seller == seller)
            .OrderBy(row => row.Customer));
        yield return ("roles", ledger.Rows<RoleEventRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Event));
        yield return ("moves", ledger.Rows<MoveRow>().Where(row => row.Programme == programme && row.Seller == seller).OrderBy(row => row.Move));
    }

    private IEnumerable<(string Name, IQueryable<object> Rows)> OfCustomer(LedgerContext ledger, int customer, string id)
    {
        var visitors = ledger.Rows<VisitorRow>().Where(row => row.Programme == programme && row.Customer == id);
        yield return ("customer", ledger.Rows<CustomerRow>().Where(row => row.Programme == programme && row.Customer == customer));
        yield return ("orders", ledger.Rows<OrderEventRow>().Where(row => row.Programme == programme && row.Customer == customer)
            .OrderBy(row => row.Sequence));
        yield return ("visitors", visitors.OrderBy(row => row.Visitor));
        yield return ("touches", ledger.Rows<TouchRow>().Where(row => row.Programme == programme
            && (row.Customer == id || visitors.Any(visitor => visitor.Visitor == row.Visitor))).OrderBy(row => row.Touch));
        yield return ("credits", ledger.Rows<CreditRow>().Where(row => row.Programme == programme && row.Customer == id).OrderBy(row => row.Sequence));
    }

    private async Task<byte[]> WriteAsync(LedgerContext lookups, List<object> rows, IReadOnlyList<string> words, string separator,
        CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return separator == "[\n" ? "["u8.ToArray() : [];
        }

        var columns = rows[0].GetType().GetProperties().Where(column => !Hidden.Contains(column.Name)).ToList();
        var named = columns.Where(column => Sellers.Contains(column.Name)).ToList();
        var numbers = rows.SelectMany(row => named.Select(column => column.GetValue(row))).OfType<int>().Where(number => number >= 0);
        var ids = await lookups.SellerIdsAsync(programme, numbers.Concat(rows.SelectMany(SellersIn)), cancellation);
        var texts = rows.Select(row => JsonSerializer.Serialize(columns.Where(column => column.GetValue(row) is not null)
            .ToDictionary(column => JsonNamingPolicy.CamelCase.ConvertName(column.Name), column => Show(row, column, ids, words)), Options));
        return System.Text.Encoding.UTF8.GetBytes(separator + string.Join(",\n", texts));
    }

    private object? Show(object row, PropertyInfo column, Dictionary<int, string> ids, IReadOnlyList<string> words) =>
        column.GetValue(row) switch
        {
            int number when Sellers.Contains(column.Name) => number < 0 ? null : ids[number],
            int number when Words.Contains(column.Name) => number == 0 ? null : words[number - 1],
            int day when column.Name == nameof(RunPaymentRow.DueDay) => LocalDatePattern.Iso.Format(new LocalDate(1970, 1, 1).PlusDays(day)),
            long moment when Instants.Contains(column.Name) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(moment)),
            long?[] values when row is OrderEventRow order => LinesOf(order, values).Select(line => Show(FieldScope.Order, line, ids)).ToList(),
            long?[] values when row is not RunSellerRow => Show(FieldScope.Seller, values, ids),
            Enum word => $"{word}",
            var value => value,
        };

    private IEnumerable<int> SellersIn(object row) => row switch
    {
        SellerRow seller => Codes(FieldScope.Seller).SellersIn(seller.Values),
        SellerEventRow { Values: { } values } => Codes(FieldScope.Seller).SellersIn(values),
        OrderEventRow order => LinesOf(order, order.Values).SelectMany(line => Codes(FieldScope.Order).SellersIn(line)),
        _ => [],
    };

    private static IEnumerable<long?[]> LinesOf(OrderEventRow order, long?[] values) =>
        order.Lines == 0 ? [] : values.Chunk(Math.Max(1, values.Length / order.Lines));

    private Dictionary<string, string> Show(FieldScope scope, long?[] values, Dictionary<int, string> ids) =>
        Codes(scope).Decode(values, seller => ids[seller]).ToDictionary(value => value.Column, value => value switch
        {
            GivenValue.Quantity quantity => Fixed.Format(quantity.Units, quantity.Decimals),
            GivenValue.Flag flag => flag.Value ? "yes" : "no",
            GivenValue.Date date => LocalDatePattern.Iso.Format(date.Value),
            GivenValue.Text text => text.Value,
            _ => throw new InvalidOperationException($"Unknown value {value.GetType().Name}."),
        });

    private ValueCodes Codes(FieldScope scope) => terms.CodesAt(scope, database.Clock.GetCurrentInstant());
}

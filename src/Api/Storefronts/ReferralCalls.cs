using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Settings;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Referrals;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Api.Storefronts;

/// <summary>Keeps links, codes, coupons and touches, and finds out whom an order is credited to.</summary>
/// <param name="database">The ledger.</param>
/// <param name="writes">Writes.</param>
public sealed class ReferralCalls(LedgerDatabase database, ProgrammeWrites writes)
{
    private const int LongestCode = 100;
    private const int MostTouches = 1_000;

    /// <summary>Adds a link, code or coupon.</summary>
    /// <exception cref="CallException">The seller is not known, or the code is another seller's.</exception>
    public Task<AddReferralCodeResponse> AddAsync(Caller caller, AddReferralCodeRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var code = CheckCode(request.Code);
        var means = ReferralValues.MeansOf(request.Kind);
        if (means == TouchMeans.Direct)
        {
            throw CallErrors.Invalid("kind", $"{request.Kind}", "A seller who is named by hand needs no code.", "Give link, code or coupon.");
        }

        return writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            var seller = await SellerAsync(write.Context, write.Programme, request.Seller);
            var known = await write.Context.Rows<ReferralCodeRow>().SingleOrDefaultAsync(row => row.Programme == write.Programme && row.Code == code);
            if (known is not null && (known.Seller != seller || known.Means != means))
            {
                throw CallErrors.AlreadyExists("code", code);
            }

            var sequence = await write.RecordAsync(known is null ? "referral code added" : "referral code confirmed", "",
                JsonBody.Of(("code", code), ("seller", request.Seller)));
            if (known is null)
            {
                write.Context.Add(new ReferralCodeRow
                {
                    Programme = write.Programme,
                    Code = code,
                    Means = means,
                    Seller = seller,
                    ValidFrom = (Wire.Optional(request.ValidFrom, "valid_from") ?? write.Now).ToUnixTimeMilliseconds(),
                    ValidTo = Wire.Optional(request.ValidTo, "valid_to")?.ToUnixTimeMilliseconds(),
                    Who = write.Caller.Name,
                    Sequence = sequence,
                });
            }

            return new AddReferralCodeResponse { Receipt = write.Receipt };
        }, cancellation);
    }

    /// <summary>Records a touch.</summary>
    /// <exception cref="CallException">The code is not known or not good then, or nobody is named.</exception>
    public Task<RecordTouchResponse> TouchAsync(Caller caller, RecordTouchRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Visitor.Length == 0 && request.Customer.Length == 0)
        {
            throw CallErrors.Invalid("visitor", "", "Neither a visitor nor a customer is named.", "Name one of them: the touch is found by it later.");
        }

        return writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            var touch = await ReadAsync(write.Context, write.Programme, request.Signal ?? new Signal(), write.Now, CancellationToken.None);
            var sequence = await write.RecordAsync("touch recorded", "", JsonBody.Of(
                ("visitor", request.Visitor), ("customer", request.Customer), ("seller", touch.Seller), ("code", touch.Code)));
            await KeepAsync(write, [touch], request.Visitor, request.Customer, sequence);
            return new RecordTouchResponse { Receipt = write.Receipt, Seller = touch.Seller };
        }, cancellation);
    }

    /// <summary>Says who would be credited; nothing is written.</summary>
    public async Task<Credit> ResolveAsync(Caller caller, ResolveReferralRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        await using var context = database.CreateContext();
        var at = Wire.Optional(request.At, "at") ?? database.Clock.GetCurrentInstant();
        var signals = await ReadAllAsync(context, caller.Programme, request.Signals, at, cancellation);
        var (decision, terms) = await DecideAsync(context, caller.Programme, request.Visitor, request.Customer, signals, at, cancellation);
        return ReferralValues.ToCredit(decision, terms);
    }

    /// <summary>Decides once and for all whom an order is credited to, and records its signals.</summary>
    /// <returns>The sellers with their parts; the first decision about an order holds.</returns>
    /// <exception cref="CallException">Nobody can be credited.</exception>
    public Task<Credit> CreditAsync(Caller caller, PlaceOrderRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var at = Wire.Required(request.Placed, "placed");
        return writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            if (await FindAsync(write.Context, write.Programme, request.Order, CancellationToken.None) is [_, ..] known)
            {
                await write.RecordAsync("order credited before", "", JsonBody.Of(("order", request.Order)));
                return await CreditOfAsync(write.Context, write.Programme, known, CancellationToken.None);
            }

            var signals = await ReadAllAsync(write.Context, write.Programme, request.Signals, at, CancellationToken.None);
            var (decision, terms) = await DecideAsync(write.Context, write.Programme, request.Visitor, request.Customer, signals, at, CancellationToken.None);
            if (decision.Parts.Count == 0)
            {
                throw CallErrors.Failed("NOBODY_TO_CREDIT", "The order names no seller, and no touch leads to one.", "seller", "",
                    "Name the seller, or the visitor or customer with whom touches were recorded.");
            }

            var sequence = await write.RecordAsync("order credited", decision.Rule,
                JsonBody.Of(("order", request.Order), ("sellers", string.Join(", ", decision.Parts.Select(part => part.Seller)))));
            await KeepAsync(write, signals, request.Visitor, request.Customer, sequence);
            for (var i = 0; i < decision.Parts.Count; i++)
            {
                write.Context.Add(new CreditRow
                {
                    Programme = write.Programme,
                    OrderId = Wire.CheckId(request.Order, "order"),
                    Part = i + 1,
                    Seller = await SellerAsync(write.Context, write.Programme, decision.Parts[i].Seller),
                    Numerator = decision.Parts[i].Numerator,
                    Denominator = decision.Whole,
                    Visitor = request.Visitor,
                    Customer = request.Customer,
                    At = at.ToUnixTimeMilliseconds(),
                    Settings = terms.Version,
                    Sequence = sequence,
                });
            }

            return ReferralValues.ToCredit(decision, terms);
        }, cancellation);
    }

    /// <summary>Notes that a visitor turned out to be a customer; saved with the write. The first customer holds.</summary>
    public static async Task LinkAsync(ProgrammeWrite write, string visitor, string customer, long sequence)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!await write.Context.Rows<VisitorRow>().AnyAsync(row => row.Programme == write.Programme && row.Visitor == visitor))
        {
            write.Context.Add(new VisitorRow
            {
                Programme = write.Programme,
                Visitor = Wire.CheckId(visitor, "visitor"),
                Customer = customer,
                Sequence = sequence,
            });
        }
    }

    /// <summary>The seller to whom a link, code or coupon leads.</summary>
    /// <exception cref="CallException">There is none, or it is not good then.</exception>
    public async Task<string> SellerOfCodeAsync(int programme, string code, Instant at, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        var text = CheckCode(code);
        var row = await context.Rows<ReferralCodeRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Code == text, cancellation)
            ?? throw CallErrors.NotFound("code", code);
        CheckGood(row, at);
        return (await context.SellerIdsAsync(programme, [row.Seller], cancellation))[row.Seller];
    }

    /// <summary>The parts of an order's credit; none where the order named its seller.</summary>
    public async Task<IReadOnlyList<CreditShare>> PartsAsync(int programme, string order, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        return await FindAsync(context, programme, order, cancellation) is [_, ..] rows ? await SharesOfAsync(context, programme, rows, cancellation) : [];
    }

    /// <summary>Why an order was credited as it was; null where it named its seller.</summary>
    public async Task<Credit?> ExplainAsync(int programme, string order, CancellationToken cancellation)
    {
        await using var context = database.CreateContext();
        return await FindAsync(context, programme, order, cancellation) is [_, ..] rows ? await CreditOfAsync(context, programme, rows, cancellation) : null;
    }

    private static Task<List<CreditRow>> FindAsync(LedgerContext context, int programme, string order, CancellationToken cancellation) =>
        context.Rows<CreditRow>().Where(row => row.Programme == programme && row.OrderId == order).OrderBy(row => row.Part).ToListAsync(cancellation);

    /// <summary>A credit that was decided, with the touches that were known then judged again by the terms of then.</summary>
    private static async Task<Credit> CreditOfAsync(LedgerContext context, int programme, List<CreditRow> rows, CancellationToken cancellation)
    {
        var terms = await TermsAsync(context, programme, rows[0].Settings, cancellation);
        var at = Instant.FromUnixTimeMilliseconds(rows[0].At);
        var touches = await TouchesAsync(context, programme, rows[0].Visitor, rows[0].Customer, rows[0].Sequence, cancellation);
        var referrer = await ReferrerAsync(context, programme, rows[0].Customer, cancellation);
        var credit = ReferralValues.ToCredit(Attribution.Decide(terms, touches, referrer, at), terms);
        credit.Shares.Clear();
        credit.Shares.Add(await SharesOfAsync(context, programme, rows, cancellation));
        return credit;
    }

    private static async Task<IReadOnlyList<CreditShare>> SharesOfAsync(
        LedgerContext context, int programme, List<CreditRow> rows, CancellationToken cancellation)
    {
        var ids = await context.SellerIdsAsync(programme, rows.Select(row => row.Seller), cancellation);
        return [.. rows.Select(row => new CreditShare
        {
            Seller = ids[row.Seller],
            Share = new Share { Numerator = row.Numerator, Denominator = row.Denominator },
        })];
    }

    private static async Task<(CreditDecision Decision, ReferralTerms Terms)> DecideAsync(LedgerContext context, int programme, string visitor,
        string customer, IReadOnlyList<KnownTouch> signals, Instant at, CancellationToken cancellation)
    {
        var terms = await TermsAsync(context, programme, null, cancellation);
        var touches = await TouchesAsync(context, programme, visitor, customer, long.MaxValue, cancellation);
        var referrer = await ReferrerAsync(context, programme, customer, cancellation);
        return (Attribution.Decide(terms, [.. signals, .. touches], referrer, at), terms);
    }

    private static async Task<ReferralTerms> TermsAsync(LedgerContext context, int programme, int? version, CancellationToken cancellation)
    {
        if (version is { } old)
        {
            var body = await context.Rows<SettingsRow>().Where(row => row.Programme == programme && row.Version == old).Select(row => row.Body)
                .SingleOrDefaultAsync(cancellation);
            return ReferralValues.TermsOf(body is null ? null : V1.Settings.Parser.ParseJson(body).Referral, old);
        }

        var settings = await ProgrammeSettings.ReadAsync(context, programme, cancellation);
        return ReferralValues.TermsOf(settings.Referral, (int)settings.Version);
    }

    /// <summary>The latest touches of a visitor and a customer, those of the visitors that the customer turned out to be too.</summary>
    private static async Task<IReadOnlyList<KnownTouch>> TouchesAsync(
        LedgerContext context, int programme, string visitor, string customer, long upTo, CancellationToken cancellation)
    {
        var visitors = customer.Length == 0 ? [] : await context.Rows<VisitorRow>().Where(row => row.Programme == programme && row.Customer == customer)
            .Select(row => row.Visitor).ToListAsync(cancellation);
        if (visitor.Length > 0)
        {
            visitors.Add(visitor);
        }

        var known = customer.Length == 0 ? null : customer;
        var rows = await context.Rows<TouchRow>()
            .Where(row => row.Programme == programme && row.Sequence <= upTo && ((row.Visitor != null && visitors.Contains(row.Visitor))
                || (known != null && row.Customer == known)))
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Touch).Take(MostTouches).ToListAsync(cancellation);
        var ids = await context.SellerIdsAsync(programme, rows.Select(row => row.Seller), cancellation);
        return rows.ConvertAll(row => new KnownTouch(row.Touch, row.Means, row.Code, ids[row.Seller], Instant.FromUnixTimeMilliseconds(row.At)));
    }

    private static async Task<string?> ReferrerAsync(LedgerContext context, int programme, string customer, CancellationToken cancellation)
    {
        var seller = customer.Length == 0 ? null : await context.Rows<CustomerRow>().Where(row => row.Programme == programme && row.Id == customer)
            .Select(row => row.Seller).SingleOrDefaultAsync(cancellation);
        return seller is { } number ? (await context.SellerIdsAsync(programme, [number], cancellation))[number] : null;
    }

    private static async Task<IReadOnlyList<KnownTouch>> ReadAllAsync(
        LedgerContext context, int programme, IEnumerable<Signal> signals, Instant at, CancellationToken cancellation)
    {
        var touches = new List<KnownTouch>();
        foreach (var signal in signals)
        {
            touches.Add(await ReadAsync(context, programme, signal, at, cancellation));
        }

        return touches;
    }

    private static async Task<KnownTouch> ReadAsync(
        LedgerContext context, int programme, Signal signal, Instant now, CancellationToken cancellation)
    {
        var at = Wire.Optional(signal.At, "signal.at") ?? now;
        var means = ReferralValues.MeansOf(signal.Kind);
        if (means == TouchMeans.Direct)
        {
            await SellerAsync(context, programme, signal.Code);
            return new KnownTouch(0, means, signal.Code, signal.Code, at);
        }

        var code = CheckCode(signal.Code);
        var row = await context.Rows<ReferralCodeRow>().SingleOrDefaultAsync(row => row.Programme == programme && row.Code == code && row.Means == means,
            cancellation) ?? throw CallErrors.NotFound($"{means}".ToLowerInvariant(), signal.Code);
        CheckGood(row, at);
        return new KnownTouch(0, means, code, (await context.SellerIdsAsync(programme, [row.Seller], cancellation))[row.Seller], at);
    }

    private static void CheckGood(ReferralCodeRow row, Instant at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        if (milliseconds < row.ValidFrom || milliseconds >= (row.ValidTo ?? long.MaxValue))
        {
            throw CallErrors.Failed("CODE_NOT_GOOD", "The code is not good at this time.", "code", row.Code, "Leave it out, or add another one.");
        }
    }

    private static async Task KeepAsync(ProgrammeWrite write, IReadOnlyList<KnownTouch> touches, string visitor, string customer, long sequence)
    {
        var last = await write.Context.Rows<TouchRow>().Where(row => row.Programme == write.Programme).MaxAsync(row => (int?)row.Touch) ?? 0;
        foreach (var touch in touches)
        {
            write.Context.Add(new TouchRow
            {
                Programme = write.Programme,
                Touch = ++last,
                Visitor = visitor.Length == 0 ? null : visitor,
                Customer = customer.Length == 0 ? null : customer,
                Means = touch.Means,
                Code = touch.Code,
                Seller = await SellerAsync(write.Context, write.Programme, touch.Seller),
                At = touch.At.ToUnixTimeMilliseconds(),
                Recorded = write.Now.ToUnixTimeMilliseconds(),
                Sequence = sequence,
            });
        }
    }

    private static async Task<int> SellerAsync(LedgerContext context, int programme, string seller) =>
        await context.FindSellerAsync(programme, seller) ?? throw CallErrors.NotFound("seller", seller);

    private static string CheckCode(string code) => code.Trim() is { Length: > 0 and <= LongestCode } trimmed && !trimmed.Any(char.IsControl)
        ? trimmed.ToLowerInvariant()
        : throw CallErrors.Invalid("code", code, "This is no code.", $"Give 1 to {LongestCode} characters on one line.");
}

using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Compensation.Ledger.Moves;
using Compensation.Ledger.Store;
using Google.Protobuf;
using Grpc.Core;
using KnownPrice = Compensation.Grains.Genealogy.MovePrice;
using KnownScope = Compensation.Grains.Genealogy.MoveScope;
using KnownStatus = Compensation.Ledger.Store.MoveStatus;
using MovePrice = Compensation.Api.V1.MovePrice;
using MoveScope = Compensation.Api.V1.MoveScope;
using MoveStatus = Compensation.Api.V1.MoveStatus;
using PayChange = Compensation.Api.V1.PayChange;
using PeriodPrice = Compensation.Api.V1.PeriodPrice;
using RankChange = Compensation.Api.V1.RankChange;

namespace Compensation.Api.Admin;

/// <content>Moves of sellers: priced, proposed, decided by a second person, taken back.</content>
public sealed partial class AdminApi
{
    /// <inheritdoc/>
    public override Task<MovePrice> PriceMove(PriceMoveRequest request, ServerCallContext context) =>
        PriceAsync(context.Caller(), request.Move, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Move> ProposeMove(ProposeMoveRequest request, ServerCallContext context)
    {
        var (caller, id) = (context.Caller(), ProgrammeWrites.CheckKey(request.IdempotencyKey));
        var draft = request.Move ?? throw NoMove();
        Wire.CheckReason(draft.Reason);
        await using var ledger = database.CreateContext();
        var isKnown = await MoveBook.FindAsync(ledger, caller.Programme, id, context.CancellationToken) is not null;
        // Once it is carried out, the same request has no price any more, and is answered as before.
        var price = isKnown ? new MovePrice() : await PriceAsync(caller, draft, context.CancellationToken);
        return await writes.RunAsync(caller, id, request, async write =>
        {
            if (await MoveBook.FindAsync(write.Context, write.Programme, id) is not null)
            {
                throw CallErrors.AlreadyExists("move", id);
            }

            var seller = await write.Context.FindSellerAsync(write.Programme, draft.Seller) ?? throw CallErrors.NotFound("seller", draft.Seller);
            var sequence = await write.RecordAsync("move proposed", draft.Reason, JsonBody.Of(("move", id), ("seller", draft.Seller),
                ("tree", draft.To.Tree), ("parent", draft.To.Parent)));
            return ToMove(await MoveBook.ProposeAsync(write.Transaction, id, seller, JsonFormatter.Default.Format(draft),
                JsonFormatter.Default.Format(price), (write.Caller.Name, draft.Reason, sequence)));
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Move> ApproveMove(ApproveMoveRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var move = await FindMoveAsync(caller, request.Move, context.CancellationToken);
        var command = CommandOf(MoveDraft.Parser.ParseJson(move.Row.Draft), KeyOf(caller, request.IdempotencyKey), move.Events[0].Who);
        return await DecideAsync(caller, request.Move, command with { ApprovedBy = caller.Name }, (KnownStatus.Proposed, KnownStatus.Done, ""),
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<Move> DeclineMove(DeclineMoveRequest request, ServerCallContext context)
    {
        Wire.CheckReason(request.Reason);
        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var move = await MoveInAsync(write.Context, write.Programme, request.Move, KnownStatus.Proposed);
            var sequence = await write.RecordAsync("move declined", request.Reason, JsonBody.Of(("move", request.Move)));
            return ToMove(MoveBook.Add(write.Transaction, move, KnownStatus.Declined, (write.Caller.Name, request.Reason, sequence)));
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Move> UndoMove(UndoMoveRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        Wire.CheckReason(request.Reason);
        var move = await FindMoveAsync(caller, request.Move, context.CancellationToken);
        var change = move.Change ?? throw OtherStatus(move, KnownStatus.Done);
        // The instant is that of the move, so that the same request is the same command; what is taken back says itself from when it counts.
        var effective = Wire.Required(MoveDraft.Parser.ParseJson(move.Row.Draft).Effective, "effective");
        var command = new GenealogyCommand.Undo(KeyOf(caller, request.IdempotencyKey), caller.Name, effective, change, request.Reason);
        return await DecideAsync(caller, request.Move, command, (KnownStatus.Done, KnownStatus.Undone, request.Reason), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListMovesResponse> ListMoves(ListMovesRequest request, ServerCallContext context)
    {
        var page = Page.Of(request.Page, request);
        var status = request.Status == MoveStatus.Unspecified ? (KnownStatus?)null : (KnownStatus)request.Status;
        await using var ledger = database.CreateContext();
        var found = await MoveBook.ListAsync(ledger, context.Caller().Programme, status, page.Number<int>() ?? int.MaxValue, page.Size + 1,
            context.CancellationToken);
        return new ListMovesResponse
        {
            Moves = { found.Take(page.Size).Select(ToMove) },
            NextPageToken = found.Count > page.Size ? page.Next($"{found[page.Size - 1].Row.Move}") : "",
        };
    }

    /// <summary>Carries out what a move comes to, and writes down in the same transaction who has decided it.</summary>
    private async Task<Move> DecideAsync(Caller caller, string id, GenealogyCommand command, (KnownStatus From, KnownStatus To, string Why) step,
        CancellationToken cancellation)
    {
        var desk = await genealogies.OfAsync(caller.Programme);
        var outcome = await desk.DoAsync(command, async (transaction, sequence) =>
        {
            var move = await MoveInAsync(transaction.Context, caller.Programme, id, step.From);
            MoveBook.Add(transaction, move, step.To, (caller.Name, step.Why, sequence));
            await AuditLog.AddAsync(transaction, sequence, caller.Name, step.To == KnownStatus.Done ? "move approved" : "move undone", step.Why,
                JsonBody.Of(("move", id)));
        }, cancellation);
        return outcome is GenealogyOutcome.Refused refused
            ? throw CallErrors.Refused(Wire.KeyNamed(refused.Refusal))
            : ToMove(await FindMoveAsync(caller, id, cancellation));
    }

    private async Task<MovePrice> PriceAsync(Caller caller, MoveDraft? draft, CancellationToken cancellation)
    {
        var command = CommandOf(draft ?? throw NoMove(), "price", caller.Name);
        var desk = await genealogies.OfAsync(caller.Programme);
        await pricing.WaitAsync(cancellation);
        try
        {
            var (price, refusal) = await Task.Run(() => desk.PriceAsync(command, cancellation), cancellation);
            return refusal is null ? ToPrice(price!) : throw CallErrors.Refused(refusal);
        }
        finally
        {
            pricing.Release();
        }
    }

    private async Task<LedgerMove> FindMoveAsync(Caller caller, string id, CancellationToken cancellation)
    {
        await using var ledger = database.CreateContext();
        return await MoveBook.FindAsync(ledger, caller.Programme, id, cancellation) ?? throw CallErrors.NotFound("move", id);
    }

    private static async Task<LedgerMove> MoveInAsync(LedgerContext ledger, int programme, string id, KnownStatus status)
    {
        var move = await MoveBook.FindAsync(ledger, programme, id) ?? throw CallErrors.NotFound("move", id);
        return move.Status == status ? move : throw OtherStatus(move, status);
    }

    private static string KeyOf(Caller caller, string key) => caller.RequestId(ProgrammeWrites.CheckKey(key));

    private static CallException NoMove() => CallErrors.Invalid("move", "", "It is missing.", "Say whom to move where, from when and why.");

    private static CallException OtherStatus(LedgerMove move, KnownStatus wanted) => CallErrors.Failed("MOVE_STATUS",
        $"The move is {Word(move.Status)}, not {Word(wanted)}.", "move", move.Row.Id, "Propose another one.");

    private static string Word(KnownStatus status) => $"{status}".ToLowerInvariant();

    private static GenealogyCommand.Move CommandOf(MoveDraft draft, string request, string by)
    {
        var to = draft.To ?? throw CallErrors.Invalid("move.to", "", "It is missing.", "Name the tree, and the seller to stand below.");
        var scope = draft.Scope switch
        {
            MoveScope.Seller => KnownScope.Alone,
            MoveScope.Downline => KnownScope.Downline,
            _ => throw CallErrors.Invalid("move.scope", $"{draft.Scope}", "It does not say who goes along.", "Give the seller alone, or the downline."),
        };
        var place = new ChosenPlace(to.Tree, to.Parent.Length == 0 ? null : to.Parent, to.Leg.Length == 0 ? null : to.Leg);
        var reason = draft.Reason.Length == 0 ? "to be priced" : draft.Reason;
        return new GenealogyCommand.Move(request, by, Wire.Required(draft.Effective, "move.effective"), draft.Seller, place, scope, reason);
    }

    private static MovePrice ToPrice(KnownPrice price) => new()
    {
        Sequence = price.Sequence,
        ChangesClosedPay = price.ChangesClosedPay,
        Periods =
        {
            price.Periods.Select(period => new PeriodPrice
            {
                Period = period.Period,
                Closed = period.IsClosed,
                Pay =
                {
                    period.Pay.Select(change => new PayChange
                    {
                        Seller = change.Seller,
                        Before = Wire.ToMoney(change.Before, price.Decimals, price.Currency),
                        After = Wire.ToMoney(change.After, price.Decimals, price.Currency),
                    }),
                },
                Ranks = { period.Ranks.Select(change => new RankChange { Seller = change.Seller, Before = change.Before, After = change.After }) },
            }),
        },
    };

    private static Move ToMove(LedgerMove move) => new()
    {
        Move_ = move.Row.Id,
        Draft = MoveDraft.Parser.ParseJson(move.Row.Draft),
        Status = (MoveStatus)move.Status,
        ProposedBy = move.Events[0].Who,
        DecidedBy = move.Events.Count > 1 ? move.Events[1].Who : "",
        Price = MovePrice.Parser.ParseJson(move.Row.Price),
        Sequence = move.Change ?? 0,
        Proposed = Wire.ToTimestamp(move.Events[0].At),
    };
}

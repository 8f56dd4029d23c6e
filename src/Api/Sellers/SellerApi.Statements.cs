using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Statements;
using Grpc.Core;
using StatementLine = Compensation.Api.V1.StatementLine;

namespace Compensation.Api.Sellers;

/// <summary>What a seller is told about a period, and why.</summary>
public sealed partial class SellerApi
{
    /// <inheritdoc/>
    public override async Task<ListStatementsResponse> ListStatements(ListStatementsRequest request, ServerCallContext context)
    {
        var (caller, page) = (context.Caller(), Page.Of(request.Page, request));
        var seller = SellerOf(caller, request.Seller);
        var states = await desks.Of(caller.Programme).ListAsync(context.CancellationToken);
        var calculated = states.Where(state => state.InForce is not null || state.Result is not null).Reverse().ToList();
        var begin = 1 + calculated.FindIndex(state => state.Period!.Name == page.After);
        var response = new ListStatementsResponse
        {
            NextPageToken = calculated.Count > begin + page.Size ? page.Next(calculated[begin + page.Size - 1].Period!.Name) : "",
        };
        var (totals, refusal) = await statements.TotalsAsync(
            caller.Programme, [.. calculated.Skip(begin).Take(page.Size)], seller, context.CancellationToken);
        response.Statements.Add(totals.Select(total => new StatementSummary
        {
            Period = total.Period,
            Status = (PeriodStatus)((int)total.Status + 1),
            Total = Wire.ToMoney(total.Total, total.Decimals, total.Currency),
        }));
        return refusal is null || calculated.Count == 0 ? response : throw CallErrors.Refused(refusal);
    }

    /// <inheritdoc/>
    public override async Task<Statement> GetStatement(GetStatementRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        return StatementOf(await StatementAsync(caller, SellerOf(caller, request.Seller), request.Period, context.CancellationToken));
    }

    /// <inheritdoc/>
    public override Task<Reason> ExplainLine(ExplainLineRequest request, ServerCallContext context) =>
        ExplainAsync(context, request.Seller, grain => grain.ExplainLine(Wire.PeriodName(request.Period), request.Line, context.CancellationToken));

    /// <inheritdoc/>
    public override Task<Reason> ExplainPeriod(ExplainPeriodRequest request, ServerCallContext context) =>
        ExplainAsync(context, request.Seller, grain => grain.Explain(Wire.PeriodName(request.Period), context.CancellationToken));

    private async Task<Reason> ExplainAsync(ServerCallContext context, string requested, Func<ISellerGrain, Task<ExplanationAnswer>> ask)
    {
        var caller = context.Caller();
        var seller = grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, SellerOf(caller, requested)));
        var answer = await ask(seller);
        return answer.Refusal is { } refusal ? throw CallErrors.Refused(refusal) : ReasonOf(answer.Explanation!);
    }

    private async Task<StatementView> StatementAsync(Caller caller, string seller, string period, CancellationToken cancellation)
    {
        var answer = await grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, seller)).Statement(Wire.PeriodName(period), cancellation);
        return answer.Refusal is { } refusal ? throw CallErrors.Refused(refusal) : answer.Statement!;
    }

    private static Statement StatementOf(StatementView statement)
    {
        var money = (long units) => Wire.ToMoney(units, statement.Decimals, statement.Currency);
        return new Statement
        {
            Seller = statement.Seller,
            Period = statement.Period,
            // Ours begin with 0, those that travel with 1.
            Status = (PeriodStatus)((int)statement.Status + 1),
            Run = statement.Run,
            Version = statement.Version,
            Total = money(statement.Total),
            HeldBecause = statement.IsHeld ? statement.HeldBecause ?? "" : "",
            Lines = { statement.Lines.Select(line => LineOf(line, money(line.Amount))) },
            Adjustments =
            {
                statement.Adjustments.Select(made => new StatementAdjustment
                {
                    Adjustment = made.Id,
                    Amount = money(made.Amount),
                    Bonus = made.Bonus,
                    Reason = made.Reason,
                    At = Wire.ToTimestamp(made.At),
                }),
            },
            Overrides =
            {
                statement.Overrides.Select(made => new StatementOverride
                {
                    Override = made.Id,
                    Bonus = made.Bonus ?? "",
                    Order = made.Order ?? "",
                    Withdraws = made.Withdraws ?? "",
                    Reason = made.Reason,
                    At = Wire.ToTimestamp(made.At),
                }),
            },
            Balances =
            {
                statement.Balances.Select(change => new StatementBalance
                {
                    Change = Wire.ToMoney(change.Change, statement.Decimals, change.Currency),
                    Balance = Wire.ToMoney(change.Balance, statement.Decimals, change.Currency),
                    Reason = change.Reason,
                    At = Wire.ToTimestamp(change.At),
                }),
            },
            Payouts =
            {
                statement.Payouts.Select(payout => new StatementPayout
                {
                    Payout = payout.Number,
                    Wallet = payout.Wallet,
                    Amount = Wire.ToMoney(payout.Amount, payout.Decimals, payout.Currency),
                    Due = payout.Due,
                    Status = $"{payout.Status}".ToLowerInvariant(),
                    Reference = payout.Reference,
                }),
            },
        };
    }

    private static StatementLine LineOf(StatementLineView line, Money amount) => new()
    {
        Line = line.Number,
        Bonus = line.Bonus,
        Kind = line.Kind,
        Source = line.Source ?? "",
        Order = line.Order ?? "",
        Level = line.Level,
        Base = Wire.ToQuantity(line.Base, line.BaseDecimals),
        Rate = line.Rate,
        Amount = amount,
    };

    private static Reason ReasonOf(ReasonView reason) => new()
    {
        Text = reason.Text,
        Facts =
        {
            reason.Facts.Select(fact => new Fact
            {
                Name = fact.Name,
                Text = fact.Text,
                Unit = fact.Unit,
                Quantity = fact.Units is { } units ? Wire.ToQuantity(units, fact.Decimals) : null,
            }),
        },
        Because = { reason.Because.Select(ReasonOf) },
    };
}

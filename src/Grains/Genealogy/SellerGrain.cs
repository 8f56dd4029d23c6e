using Compensation.Grains.Programmes;
using Compensation.Grains.Statements;
using NodaTime;
using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller: what is asked of them goes to the silo's desk, and the ledger keeps it.</summary>
public sealed class SellerGrain(GenealogyDirectory desks, LiveDirectory live, StatementReader statements) : Grain, ISellerGrain
{
    private SellerKey Key => SellerKey.Read(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Enrol(EnrolRequest request) => DoAsync(request, new GenealogyCommand.Enrol(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Sponsor, request.Values)
    { Places = request.Places });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Change(ChangeSellerRequest request) => DoAsync(request, new GenealogyCommand.Change(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Values, request.Reason));

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Terminate(StandingRequest request) => DoAsync(request, new GenealogyCommand.Terminate(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Reason)
    { Values = request.Values });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Reinstate(StandingRequest request) => DoAsync(request, new GenealogyCommand.Reinstate(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Reason)
    { Values = request.Values });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Merge(MergeRequest request) => DoAsync(request, new GenealogyCommand.Merge(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Into, request.Reason));

    /// <inheritdoc/>
    public async Task<SellerProfile?> Profile(long at, CancellationToken cancellation = default)
    {
        var (key, instant) = (Key, Moment(at));
        var desk = await desks.OfAsync(key.Programme);
        return await desk.FindAsync(key.Seller, instant, cancellation);
    }

    /// <inheritdoc/>
    public Task<SellerFigures?> Figures(long atLeast, CancellationToken cancellation = default) =>
        live.FiguresAsync(Key.Programme, Key.Seller, atLeast, cancellation);

    /// <inheritdoc/>
    public async Task<StatementAnswer> Statement(string period, CancellationToken cancellation = default)
    {
        var (statement, refusal) = await statements.ReadAsync(Key.Programme, period, Key.Seller, explained: false, cancellation);
        return new StatementAnswer(statement is null ? null : StatementView.Of(statement), refusal);
    }

    /// <inheritdoc/>
    public async Task<ExplanationAnswer> Explain(string period, CancellationToken cancellation = default)
    {
        var key = Key;
        // Calculating a period again is long work, which is not for a grain's turn.
        var (explanation, refusal) = await Task.Run(() => statements.ExplainAsync(key.Programme, period, key.Seller, cancellation), cancellation);
        return new ExplanationAnswer(explanation is null ? null : ReasonView.Of(explanation.ToReason()), refusal);
    }

    /// <inheritdoc/>
    public async Task<ExplanationAnswer> ExplainLine(string period, int line, CancellationToken cancellation = default)
    {
        var key = Key;
        var (explanation, refusal) = await Task.Run(
            () => statements.ExplainLineAsync(key.Programme, period, key.Seller, line, cancellation), cancellation);
        return new ExplanationAnswer(explanation is null ? null : ReasonView.Of(explanation), refusal);
    }

    private async Task<GenealogyAnswer> DoAsync(GenealogyRequest request, GenealogyCommand command)
    {
        DeactivateOnIdle();
        return await Answers.DoAsync(await desks.OfAsync(Key.Programme), command with { ApprovedBy = request.ApprovedBy });
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}

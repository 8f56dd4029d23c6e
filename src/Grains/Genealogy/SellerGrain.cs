using Compensation.Grains.Programmes;
using NodaTime;
using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller: what is asked of them goes to the silo's desk, and the ledger keeps it.</summary>
public sealed class SellerGrain(GenealogyDirectory desks, LiveDirectory live) : Grain, ISellerGrain
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
    public async Task<SellerProfile?> Profile(long at)
    {
        var (key, instant) = (Key, Moment(at));
        var desk = await desks.OfAsync(key.Programme);
        return await desk.FindAsync(key.Seller, instant);
    }

    /// <inheritdoc/>
    public Task<SellerFigures?> Figures(long atLeast) => live.FiguresAsync(Key.Programme, Key.Seller, atLeast);

    private async Task<GenealogyAnswer> DoAsync(GenealogyRequest request, GenealogyCommand command)
    {
        DeactivateOnIdle();
        return await Answers.DoAsync(await desks.OfAsync(Key.Programme), command with { ApprovedBy = request.ApprovedBy });
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}

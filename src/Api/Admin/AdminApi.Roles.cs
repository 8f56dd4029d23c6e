using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Grpc.Core;

namespace Compensation.Api.Admin;

/// <content>Roles that persons are given beside those of their tokens.</content>
public sealed partial class AdminApi
{
    /// <inheritdoc/>
    public override Task<RoleGrant> GrantRole(GrantRoleRequest request, ServerCallContext context)
    {
        var (subject, role, reason) = (SubjectOf(request.Subject), RoleOf(request.Role), Wire.CheckReason(request.Reason));
        if ((role == PersonRole.Seller) != (request.Seller.Length > 0))
        {
            throw CallErrors.Invalid("seller", request.Seller, "The role of a seller, and no other one, names the seller that somebody is.",
                "Name the seller for the role seller, and leave it empty otherwise.");
        }

        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            int? seller = role != PersonRole.Seller ? null
                : await write.Context.FindSellerAsync(write.Programme, request.Seller) ?? throw CallErrors.NotFound("seller", request.Seller);
            return ToGrant(await GrantedRoles.GrantAsync(write, subject, role, seller, reason), request.Seller);
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<RoleGrant> RevokeRole(RevokeRoleRequest request, ServerCallContext context)
    {
        var (subject, role, reason) = (SubjectOf(request.Subject), RoleOf(request.Role), Wire.CheckReason(request.Reason));
        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var taken = await GrantedRoles.RevokeAsync(write, subject, role, reason);
            var ids = await write.Context.SellerIdsAsync(write.Programme, SellersOf([taken]));
            return ToGrant(taken, taken.Given.Seller is { } seller ? ids[seller] : "");
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListRolesResponse> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        var (programme, page) = (context.Caller().Programme, Page.Of(request.Page, request));
        await using var ledger = database.CreateContext();
        var all = await GrantedRoles.ListAsync(ledger, programme, null, context.CancellationToken);
        var left = all.Where(role => role.Given.Event > (page.Number<int>() ?? 0)).ToList();
        var roles = left.Take(page.Size).ToList();
        var ids = await ledger.SellerIdsAsync(programme, SellersOf(roles), context.CancellationToken);
        return new ListRolesResponse
        {
            Roles = { roles.Select(role => ToGrant(role, role.Given.Seller is { } seller ? ids[seller] : "")) },
            NextPageToken = left.Count > roles.Count ? page.Next($"{roles[^1].Given.Event}") : "",
        };
    }

    private static string SubjectOf(string subject) => Wire.CheckId(subject, "subject").Length <= Callers.LongestName ? subject : throw CallErrors.Invalid(
        "subject", subject, "No token has such a long subject.", $"Give up to {Callers.LongestName} characters.");

    private static PersonRole RoleOf(Role role) => System.Enum.IsDefined((PersonRole)role) ? (PersonRole)role : throw CallErrors.Invalid("role", $"{role}",
        "This is no role that a person can be given.", "Give finance, finance approver, seller, support or admin; a storefront gets a key.");

    private static IEnumerable<int> SellersOf(IEnumerable<GrantedRole> roles) => roles.Select(role => role.Given.Seller).OfType<int>();

    private static RoleGrant ToGrant(GrantedRole role, string seller) => new()
    {
        Subject = role.Given.Subject,
        Role = (Role)role.Given.Role,
        Seller = seller,
        Granted = Wire.ToTimestamp(role.Given.At),
        Revoked = role.Taken is { } taken ? Wire.ToTimestamp(taken.At) : null,
    };
}

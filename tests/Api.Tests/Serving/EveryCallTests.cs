using Compensation.Api.Shared.Access;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>Every call, by every role that must not make it: over the wire, against the running program.</summary>
public sealed class EveryCallTests
{
    private static readonly (CallerRoles Role, string Word)[] Roles =
    [
        (CallerRoles.Storefront, "storefront"), (CallerRoles.Finance, "finance"), (CallerRoles.FinanceApprover, "finance-approver"),
        (CallerRoles.Seller, "seller"), (CallerRoles.Support, "support"), (CallerRoles.Admin, "admin"),
    ];

    private static readonly string[] Calls =
        [.. CompensationApi.Services.SelectMany(service => service.Methods.Select(method => $"{service.FullName}/{method.Name}"))];

    [Fact]
    public async Task EveryCall_OfARoleThatTheTableDoesNotName_IsDenied()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Database.AddProgrammeAsync("company");
        foreach (var (role, word) in Roles)
        {
            using var client = new ApiClient(server.Address, $"Bearer {server.Issuer.Issue("somebody", [word], "company", "S1", "shop")}");
            foreach (var call in Calls.Where(call => (AccessTable.Find($"/{call}")!.Roles & role) == CallerRoles.None))
            {
                (await FailAsync(client, call)).Reason.ShouldBe("ROLE_MISSING", $"{word} calls {call}");
            }
        }
    }

    [Fact]
    public async Task EveryCall_WithoutRoleOrToken_GoesNowhere()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Database.AddProgrammeAsync("company");
        using var nobody = server.Nobody();
        using var roleless = new ApiClient(server.Address, $"Bearer {server.Issuer.Issue("somebody", ["owner"], "company")}");
        foreach (var call in Calls)
        {
            (await FailAsync(nobody, call)).Code.ShouldBe(StatusCode.Unauthenticated, call);
            (await FailAsync(roleless, call)).Reason.ShouldBe("ROLE_MISSING", call);
        }
    }

    [Fact]
    public async Task EveryCall_WithATokenOfNoProgramme_IsDenied_ButThoseAboutProgrammes()
    {
        await using var server = await ApiServer.StartAsync();
        using var root = server.Person("root", "admin", programme: null);
        var wanted = Calls.Where(call => AccessTable.Find($"/{call}") is { NeedsProgramme: true } access && access.Roles.HasFlag(CallerRoles.Admin)).ToList();

        foreach (var call in wanted)
        {
            (await FailAsync(root, call)).Reason.ShouldBe("NO_PROGRAMME", call);
        }

        wanted.ShouldNotContain("compensation.v1.AdminService/CreateProgramme");
    }

    private static Task<CallFailedException> FailAsync(ApiClient client, string call) =>
        Should.ThrowAsync<CallFailedException>(() => client.CallAsync<Empty>(call, new Empty()));
}

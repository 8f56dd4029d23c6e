using Compensation.Api.Shared.Access;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Shared;

public sealed class AccessTableTests
{
    /// <summary>What load balancers and tools ask.</summary>
    private static readonly string[] Open =
    [
        "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    ];

    private static readonly string[] Called =
        [.. Open, .. CompensationApi.Services.SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"))];

    [Fact]
    public void Table_HasEveryCall_AndNoOther() => AccessTable.Methods.ShouldBe(Called, ignoreOrder: true);

    [Fact]
    public void Table_EveryCallOfOurs_NeedsARole() =>
        Called.Where(call => call.StartsWith("/compensation.", StringComparison.Ordinal))
            .Where(call => AccessTable.Find(call)!.Roles == CallerRoles.None).ShouldBeEmpty();

    [Fact]
    public void Table_Approvals_AreNotForWhoCloses()
    {
        AccessTable.Find("/compensation.v1.FinanceService/ApprovePeriod")!.Roles.ShouldBe(CallerRoles.FinanceApprover);
        AccessTable.Find("/compensation.v1.FinanceService/ClosePeriod")!.Roles.ShouldBe(CallerRoles.Finance);
    }
}

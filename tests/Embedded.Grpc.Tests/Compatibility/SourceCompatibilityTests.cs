using Grpc.Core;

namespace Compensation.Embedded.Grpc.Tests.Compatibility;

/// <summary>Whatever the stand-in declares, gRPC for .NET 2.85 declares just so: the same code compiles with either.</summary>
public sealed class SourceCompatibilityTests
{
    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Ours { get; } = PublicApi.Of(typeof(Status).Assembly.Location);

    [OriginalsFact]
    public void Types_AndTheirMembers_AreDeclaredThereToo() => Originals.LackWhatIsIn(Ours).ShouldBeEmpty();

    [OriginalsFact]
    public void Reader_OfTheRealPackages_SeesWhatItKnows() =>
        Originals.Api["Grpc.AspNetCore.Server.InterceptorCollection"].ShouldContain(
            "Void Add`1(Object[] args) where 0: None Grpc.Core.Interceptors.Interceptor");
}

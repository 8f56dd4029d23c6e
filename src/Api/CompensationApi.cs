using System.ComponentModel.DataAnnotations;
using Compensation.Api.Admin;
using Compensation.Api.Finance;
using Compensation.Api.Health;
using Compensation.Api.Sellers;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Telemetry;
using Compensation.Api.Storefronts;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compensation.Api;

/// <summary>Adds the API to a host whose silo has the compensation's grains.</summary>
public static class CompensationApi
{
    private const string Liveness = "liveness";

    /// <summary>What is served.</summary>
    internal static IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> Services { get; } =
        [StorefrontService.Descriptor, FinanceService.Descriptor, SellerService.Descriptor, AdminService.Descriptor];

    /// <summary>Adds what the API needs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The settings.</param>
    /// <param name="development">The program's own issuer of tokens, in development; else null.</param>
    /// <exception cref="ValidationException">A setting is outside its range.</exception>
    /// <exception cref="InvalidOperationException">Nobody issues tokens.</exception>
    public static IServiceCollection AddCompensationApi(this IServiceCollection services, ApiOptions options, DevelopmentIssuer? development)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        TokenChecks.Add(services, options, development);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.LargestRequest;
            grpc.ResponseCompressionAlgorithm = "gzip";
            grpc.Interceptors.Add<CallTelemetry>();
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AccessInterceptor>();
        });
        services.AddGrpcReflection();
        // A process that cannot take calls is not ready; it is alive as long as it can say so.
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Map("", check => !check.Tags.Contains(Liveness));
            health.Services.Map(Liveness, check => check.Tags.Contains(Liveness));
            Services.ToList().ForEach(service => health.Services.Map(service.FullName, check => !check.Tags.Contains(Liveness)));
        }).AddCheck<Readiness>("readiness").AddCheck(Liveness, () => HealthCheckResult.Healthy(), [Liveness]);
        return services.AddSingleton(options)
            .AddSingleton<CallTelemetry>().AddSingleton<ErrorInterceptor>().AddSingleton<AccessInterceptor>().AddSingleton<Callers>()
            .AddSingleton<VerifiedTokens>().AddSingleton<StorefrontKeys>().AddSingleton<GrantedRoles>().AddSingleton<CallLimits>()
            .AddSingleton<ProgrammeWrites>().AddSingleton<OrderCalls>().AddSingleton<ReferralCalls>().AddSingleton<MessageCalls>()
            .AddSingleton(PersonCipher.Open(options.PersonKeys)).AddSingleton<PersonBook>()
            .AddSingleton<StorefrontApi>().AddSingleton<FinanceApi>().AddSingleton<SellerApi>().AddSingleton<AdminApi>();
    }

    /// <summary>Serves the API.</summary>
    public static void MapCompensationApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<StorefrontApi>();
        endpoints.MapGrpcService<FinanceApi>();
        endpoints.MapGrpcService<SellerApi>();
        endpoints.MapGrpcService<AdminApi>();
        endpoints.MapGrpcHealthChecksService();
        endpoints.MapGrpcReflectionService();
        // For whoever does not speak gRPC: a container is started again when it is not alive, and gets no calls while it is not ready.
        endpoints.MapHealthChecks("/health/live", new() { Predicate = check => check.Tags.Contains(Liveness) });
        endpoints.MapHealthChecks("/health/ready", new() { Predicate = check => !check.Tags.Contains(Liveness) });
    }
}

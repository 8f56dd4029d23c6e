using Compensation.Api.V1;

namespace Compensation.Api.Admin;

/// <summary>Serves the calls of <see cref="AdminService"/>.</summary>
public sealed class AdminApi : AdminService.AdminServiceBase;

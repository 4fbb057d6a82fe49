using CauseFlow.CollectorGcp;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(CollectorGcpRegistration.Service);
builder.Services.AddCollectorGcp(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.Run();
